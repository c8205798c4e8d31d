-- json.lua: JSON as the pipeline reads and writes it.
-- A strict face of lua-cjson: no NaN or Infinity, at most 64 levels, and
-- integers that a Lua float cannot hold exactly are found by json.exact.
-- Writing sorts keys, so that the same data gives the same bytes.

local cjson = require "cjson"
local keys = require "undertone.keys"
local number = require "undertone.number"

-- MAX_DEPTH: levels of nesting that are read.
local json = { null = cjson.null, MAX_DEPTH = 64 }

local EXACT_LIMIT = 2 ^ 53

local codec = cjson.new()
codec.decode_invalid_numbers(false)
codec.decode_max_depth(json.MAX_DEPTH)

-- Decodes text; nil, message, "parse" when it is not JSON.
function json.decode(text)
  local ok, value = pcall(codec.decode, text)
  if not ok then
    return nil, tostring(value), "parse"
  end
  return value
end

-- True when a number came through the decoder unrounded.
function json.exact(value)
  return math.abs(value) < EXACT_LIMIT
end

-- json.null reads as nil.
function json.value(value)
  if value == cjson.null then
    return nil
  end
  return value
end

-- cjson escapes every slash, which JSON allows and people misread.
local function encode_scalar(value)
  return (codec.encode(value):gsub("\\/", "/"))
end

local encode

local function encode_list(list, indent)
  local parts = {}
  for i, value in ipairs(list) do
    parts[i] = encode(value, indent)
  end
  return "[" .. table.concat(parts, ", ") .. "]"
end

local function encode_object(object, indent)
  local inner = indent .. "  "
  local parts = {}
  for i, key in ipairs(keys.sorted(object)) do
    assert(type(key) == "string", "object keys are strings")
    local value = encode(object[key], inner)
    parts[i] = inner .. encode_scalar(key) .. ": " .. value
  end
  return "{\n" .. table.concat(parts, ",\n") .. "\n" .. indent .. "}"
end

function encode(value, indent)
  if type(value) == "number" then
    return number.format(value)
  elseif type(value) ~= "table" then
    return encode_scalar(value)
  elseif #value > 0 then
    return encode_list(value, indent)
  elseif next(value) == nil then
    return "[]"
  end
  return encode_object(value, indent)
end

-- Readable text with sorted keys; an empty table is an empty list.
function json.encode(value)
  return encode(value, "")
end

-- One line, for storing; key order is not promised.
function json.encode_compact(value)
  return encode_scalar(value)
end

return json
