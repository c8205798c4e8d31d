-- sources.lua: opens the source that the settings name.
-- A source has `identity` (a text that says where the data comes from; a
-- shorter `name` for readers is optional),
-- :page(window, cursor) -> conversations, next cursor or nil,
-- :transcripts(next_conversation, before_waiting) -> iterator of
-- (conversation, result), see cxone.lua, and :close(). One with `is_local`
-- set is cheap to list and is listed anew in every run. A script named by
-- --source returns { open = function(settings, on_event) -> source }.

local failure = require "undertone.failure"
local nearest = require "undertone.nearest"

local sources = {}

local NAMES = { "cxone" }

local function open_script(path, settings, on_event)
  local chunk, why = loadfile(path, "t")
  if not chunk then
    failure.raise("usage", "source: %s", why)
  end
  local source = chunk()
  if type(source) ~= "table" or type(source.open) ~= "function" then
    failure.raise("usage", "source %s: must return a table with a function"
      .. " 'open'", path)
  end
  return source.open(settings, on_event)
end

-- The source for the settings; on_event is told of retries and waits.
function sources.open(settings, on_event)
  local name = settings.source
  if name == "cxone" then
    return require("undertone.sources.cxone").open(settings, on_event)
  elseif name:find("%.lua$") then
    return open_script(name, settings, on_event)
  elseif name:find("%.jsonl$") then
    return require("undertone.sources.files").open(name)
  end
  failure.raise("usage", "unknown source '%s'%s; use cxone, a .jsonl file or"
    .. " a .lua script", name, nearest.hint(name, NAMES))
end

return sources
