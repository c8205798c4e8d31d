-- metadata.lua: from a service's or file's entry to a conversation.
-- Known fields are conversationId (or id), start_time, duration, disposition
-- and channel; the others are kept as `metadata` for filters and columns.

local failure = require "undertone.failure"
local json = require "undertone.json"
local time = require "undertone.time"

local metadata = {}

local KNOWN = { conversationId = true, id = true, start_time = true,
  duration = true, disposition = true, channel = true, transcript = true }

local function text_or_nil(value)
  value = json.value(value)
  return value ~= nil and tostring(value) or nil
end

-- cjson reads every number as a float; whole seconds are integers here.
local function number_or_nil(value)
  local number = tonumber(json.value(value))
  return number and (math.tointeger(number) or number)
end

-- Ids are strings; a number that JSON may have rounded is refused.
local function exact_id(entry, path)
  local id = json.value(entry.conversationId)
  if id == nil then
    id = json.value(entry.id)
  end
  if id == nil or id == "" then
    failure.raise("http", "%s.conversationId is missing", path)
  elseif type(id) == "number" and not json.exact(id) then
    failure.raise("http", "%s.conversationId: a number this large is not"
      .. " exact in JSON; it must be sent as a string", path)
  elseif type(id) == "number" and id == math.floor(id) then
    return ("%d"):format(id)
  elseif type(id) ~= "string" then
    failure.raise("http", "%s.conversationId: expected a string, got %s",
      path, type(id))
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

-- The conversation that an entry describes; `path` names it in messages.
-- Raises "http" when it has no usable id.
function metadata.conversation(entry, path)
  if type(entry) ~= "table" then
    failure.raise("http", "%s: expected an object, got %s", path,
      type(entry))
  end
  local start_time = json.value(entry.start_time)
  return {
    id = exact_id(entry, path),
    start_time = time.normalise(start_time) or text_or_nil(start_time),
    duration_seconds = number_or_nil(entry.duration),
    disposition = text_or_nil(entry.disposition),
    channel = text_or_nil(entry.channel),
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
