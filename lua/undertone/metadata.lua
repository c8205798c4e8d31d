-- metadata.lua: from a service's or file's entry to a conversation.
-- Known fields are conversationId (or id), start_time, duration, disposition
-- and channel; the others are kept as `metadata` for filters and columns.

local failure = require "undertone.failure"
local json = require "undertone.json"
local time = require "undertone.time"

local metadata = {}

local KNOWN = { conversationId = true, id = true, start_time = true,
  duration = true, disposition = true, channel = true, transcript = true }

-- Where an entry is, for messages, and the code of a failure.
local function refuse(at, field, format, ...)
  failure.raise(at.code, "%s.%s%s", at.path, field, format:format(...))
end

-- A field that is no object and no list, or nil.
local function scalar(entry, field, at)
  local value = json.value(entry[field])
  if type(value) == "table" then
    refuse(at, field, ": expected a text or a number, got %s",
      #value > 0 and "a list" or "an object")
  end
  return value
end

-- cjson reads every number as a float; whole ones are integers here.
local function number_or_nil(value)
  local number = tonumber(value)
  return number and (math.tointeger(number) or number)
end

local function text_or_nil(value)
  if type(value) == "number" then
    value = number_or_nil(value)
  end
  return value ~= nil and tostring(value) or nil
end

-- Ids are strings; a number that JSON may have rounded is refused.
local function exact_id(entry, at)
  local id = json.value(entry.conversationId)
  if id == nil then
    id = json.value(entry.id)
  end
  if id == nil or id == "" then
    refuse(at, "conversationId", " is missing")
  elseif type(id) == "number" and not json.exact(id) then
    refuse(at, "conversationId", ": a number this large is not exact in JSON;"
      .. " it must be sent as a string")
  elseif type(id) == "number" and id == math.floor(id) then
    return ("%d"):format(id)
  elseif type(id) ~= "string" then
    refuse(at, "conversationId", ": expected a string, got %s", type(id))
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

-- The conversation that an entry describes; `path` names it in messages. A
-- start time or duration that cannot be read is none. Raises a failure of
-- that code ("http" when it is not given) without a usable id, or when a
-- known field is an object or a list.
function metadata.conversation(entry, path, code)
  local at = { path = path, code = code or "http" }
  if type(entry) ~= "table" then
    failure.raise(at.code, "%s: expected an object, got %s", path,
      type(entry))
  end
  return {
    id = exact_id(entry, at),
    start_time = time.normalise(scalar(entry, "start_time", at)),
    duration_seconds = number_or_nil(scalar(entry, "duration", at)),
    disposition = text_or_nil(scalar(entry, "disposition", at)),
    channel = text_or_nil(scalar(entry, "channel", at)),
    metadata = other_fields(entry),
  }
end

-- Whether it starts in [window.from, window.to); one without a time does.
function metadata.is_inside(conversation, window)
  local at = time.parse(conversation.start_time)
  return not at or (at >= time.parse(window.from)
    and at < time.parse(window.to))
end

return metadata
