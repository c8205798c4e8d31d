-- sources.lua: opens the source that the settings name.
-- A source has
--   identity  a text by which the store knows it again
--   label     how people are told of it; without one, the identity
--   is_local  true when it is cheap to list and is listed anew in every run
--   :page(window, cursor) -> conversations, next cursor (a text) or nil; see
--     metadata.lua, a `result` is that of a transcript which came along
--   :transcripts(next_conversation, before_waiting) -> iterator of
--     (conversation, result), see cxone.lua
--   :hold(wait), if it can: an earlier run was told to wait, wait.ms longer
--     than now, after wait.waits waits of wait.waited_ms together
--   :close()
-- In a page or a listing, the first of several conversations with one id
-- counts, with its metadata and transcript; the others are counted.

local failure = require "undertone.failure"
local nearest = require "undertone.nearest"

local sources = {}

local NAMES = { "cxone" }

local function open(settings, on_event)
  local name = settings.source
  if name == "cxone" then
    return require("undertone.sources.cxone").open(settings, on_event)
  elseif name:find("%.lua$") then
    return require("undertone.sources.script").open(name, settings, on_event)
  elseif name:find("%.jsonl$") then
    return require("undertone.sources.files").open(name, settings)
  end
  failure.raise("usage", "unknown source '%s'%s; use cxone, a .jsonl file or"
    .. " a .lua script", name, nearest.hint(name, NAMES))
end

-- The source for the settings; on_event is told of retries and waits, and
-- several times a second { kind = "waiting" } while nothing comes.
function sources.open(settings, on_event)
  local source = open(settings, on_event)
  source.label = source.label or source.identity
  return source
end

return sources
