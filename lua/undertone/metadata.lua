-- metadata.lua: from a service's or file's entry to a conversation.
-- Known fields are conversationId (or id), start_time, duration, disposition
-- and channel; the others are kept as `metadata` for filters and columns.

local failure = require "undertone.failure"
local json = require "undertone.json"
local time = require "undertone.time"

local metadata = {}

local TEN_YEARS_SECONDS = 10 * 366 * 86400

local KNOWN = { conversationId = true, id = true, start_time = true,
  duration = true, disposition = true, channel = true, transcript = true }

-- What is wrong with a field goes to the list `faults`.
local function note(faults, field, words)
  faults[#faults + 1] = { field = field, words = "." .. field .. words }
end

-- A field that is no object and no list, or nil.
local function scalar(entry, field, faults)
  local value = json.value(entry[field])
  if type(value) == "table" then
    note(faults, field, ": expected a text or a number, got "
      .. json.kind(value))
    return nil
  end
  return value
end

-- cjson reads every number as a float; whole ones are integers here.
local function number_or_nil(value)
  local number = tonumber(value)
  return number and (math.tointeger(number) or number)
end

-- Whether that many seconds may be the length of a conversation.
function metadata.is_duration(seconds)
  return seconds >= 0 and seconds <= TEN_YEARS_SECONDS
end

local function duration(entry, faults)
  local seconds = number_or_nil(scalar(entry, "duration", faults))
  if seconds and not metadata.is_duration(seconds) then
    note(faults, "duration", ": expected seconds, from 0 to ten years")
    return nil
  end
  return seconds
end

local function text_or_nil(value)
  if type(value) == "number" then
    value = number_or_nil(value)
  end
  return value ~= nil and tostring(value) or nil
end

-- Ids are strings; a number that JSON may have rounded is none. nil and why
-- without one that can be used.
local function exact_id(entry)
  local id = entry.conversationId
  if json.value(id) == nil and entry.id ~= nil then
    id = entry.id
  end
  if id == nil or id == "" then
    return nil, " is missing"
  elseif type(id) == "number" and not json.exact(id) then
    return nil, ": a number this large is not exact in JSON; it must be sent"
      .. " as a string"
  elseif type(id) == "number" and id == math.floor(id) then
    return ("%d"):format(id)
  elseif type(id) ~= "string" then
    return nil, ": expected a string, got " .. json.kind(id)
  end
  return id
end

local function other_fields(entry)
  local others
  for key, value in pairs(entry) do
    if type(key) == "string" and not KNOWN[key] then
      others = others or {}
      others[key] = value
    end
  end
  return others
end

-- The conversation that an entry describes, and a list of what is wrong with
-- it: { field =, words = }. A known field that is an object or a list is none,
-- as is a duration that no conversation has, and a start time or duration that
-- cannot be read, which is not wrong. Without a usable id there is no
-- conversation: nil and why.
function metadata.read(entry)
  local faults = {}
  if type(entry) ~= "table" then
    return nil, { { field = "conversationId",
      words = ": expected an object, got " .. json.kind(entry) } }
  end
  local id, why = exact_id(entry)
  if not id then
    note(faults, "conversationId", why)
    return nil, faults
  end
  return {
    id = id,
    start_time = time.normalise(scalar(entry, "start_time", faults)),
    duration_seconds = duration(entry, faults),
    disposition = text_or_nil(scalar(entry, "disposition", faults)),
    channel = text_or_nil(scalar(entry, "channel", faults)),
    metadata = other_fields(entry),
  }, faults
end

-- The same of an entry whose sender can be told to correct it: anything wrong
-- raises "usage". `path` names the entry in messages.
function metadata.conversation(entry, path)
  local conversation, faults = metadata.read(entry)
  if faults[1] then
    failure.raise("usage", "%s%s", path, faults[1].words)
  end
  return conversation
end

-- Whether it starts in [window.from, window.to); one without a time does.
function metadata.is_inside(conversation, window)
  local at = time.parse(conversation.start_time)
  return not at or (at >= time.parse(window.from)
    and at < time.parse(window.to))
end

return metadata
