-- script.lua: a source that the user's own script makes.
-- The script returns { open = function(settings, on_event) -> source }. What
-- comes from it is checked on the way, so that a slip is told in words that
-- name the script and the part, before it gets into the store. Its functions
-- may return nil, message, code for what went wrong outside; see failure.lua.

local failure = require "undertone.failure"
local metadata = require "undertone.metadata"
local http = require "undertone.http"
local time = require "undertone.time"

local script = {}

local Source = {}

-- Field and type, in the order they are checked; "?" may be missing.
local SOURCE = { { "identity", "string" }, { "label", "string?" },
  { "page", "function" }, { "transcripts", "function" },
  { "close", "function?" } }
local CONVERSATION = { { "id", "string" }, { "start_time", "string?" },
  { "duration_seconds", "number?" }, { "disposition", "string?" },
  { "channel", "string?" }, { "metadata", "table?" }, { "result", "table?" } }
local RESULT = { { "status", "string" }, { "reason", "string?" },
  { "detail", "string?" }, { "attempts", "number?" }, { "turns", "table?" },
  { "http_status", "number?" }, { "code", "string?" } }
local TURN = { { "speaker", "string" }, { "text", "string" },
  { "at", "number?" } }

local STATUSES = { ok = true, empty = true, missing = true, forbidden = true,
  pending = true, failed = true }

local function refuse(place, format, ...)
  failure.raise("usage", "%s: %s", place, format:format(...))
end

local function expect(place, value, wanted)
  local kind, is_optional = wanted:match "^(%a+)(%??)$"
  if type(value) ~= kind and not (is_optional == "?" and value == nil) then
    refuse(place, "expected a %s, got %s", kind,
      value == nil and "nothing" or "a " .. type(value))
  end
end

local function check_fields(place, value, fields)
  expect(place, value, "table")
  for _, field in ipairs(fields) do
    expect(place .. "." .. field[1], value[field[1]], field[2])
  end
end

local function check_result(place, result)
  check_fields(place, result, RESULT)
  if not STATUSES[result.status] then
    refuse(place .. ".status", "'%s' is none of ok, empty, missing,"
      .. " forbidden, pending and failed", result.status)
  elseif result.status == "ok" then
    expect(place .. ".turns", result.turns, "table")
    for i, turn in ipairs(result.turns) do
      check_fields(("%s.turns[%d]"):format(place, i), turn, TURN)
    end
  end
end

local function check_conversation(place, conversation)
  check_fields(place, conversation, CONVERSATION)
  local seconds = conversation.duration_seconds
  if conversation.id == "" then
    refuse(place .. ".id", "is empty")
  elseif seconds and not metadata.is_duration(seconds) then
    refuse(place .. ".duration_seconds", "is not from 0 to ten years")
  elseif conversation.result then
    check_result(place .. ".result", conversation.result)
  end
  conversation.start_time = time.normalise(conversation.start_time)
end

-- A page of conversations and the next cursor; see sources.lua.
function Source:page(window, cursor)
  local page, next_cursor, code = self.source:page(window, cursor)
  local place = self.place .. ": page()"
  if page == nil then
    failure.check(page, next_cursor, code)
  end
  expect(place, page, "table")
  expect(place .. " cursor", next_cursor, "string?")
  for i, conversation in ipairs(page) do
    check_conversation(("%s[%d]"):format(place, i), conversation)
  end
  return page, next_cursor
end

-- What the script's iterator handed out for one of the conversations that
-- were asked for, which it is no longer.
local function check_arrival(place, asked, arrived, result)
  expect(place, arrived, "table")
  local conversation = asked[arrived.id]
  if not conversation then
    refuse(place, "a conversation that was not asked for: %s",
      http.show(tostring(arrived.id)))
  end
  asked[arrived.id] = nil
  check_result(place .. " result of " .. http.show(arrived.id), result)
  return conversation, result
end

-- An iterator of (conversation, result); see sources.lua.
function Source:transcripts(next_conversation, before_waiting)
  local place, asked = self.place .. ": transcripts()", {}
  local iterate = failure.check(self.source:transcripts(function()
    local conversation = next_conversation()
    if conversation then
      asked[conversation.id] = conversation
    end
    return conversation
  end, before_waiting))
  expect(place, iterate, "function")
  return function()
    local arrived, result, code = iterate()
    if failure.check(arrived, result, code) == nil then
      return nil
    end
    return check_arrival(place, asked, arrived, result)
  end
end

function Source:close()
  if self.source.close then
    self.source:close()
  end
end

Source.__close = Source.close

-- Methods of ours, then whatever else the script's source has.
function Source.__index(self, name)
  return Source[name] or self.source[name]
end

-- The source that the script at `path` opens.
function script.open(path, settings, on_event)
  local place = "source " .. path
  local chunk, why = loadfile(path, "t")
  if not chunk then
    failure.raise("usage", "source: %s", why)
  end
  local made = chunk()
  check_fields(place, made, { { "open", "function" } })
  local source = failure.check(made.open(settings, on_event))
  check_fields(place .. ": open()", source, SOURCE)
  return setmetatable({ source = source, place = place }, Source)
end

return script
