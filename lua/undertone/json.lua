-- json.lua: JSON as the pipeline reads and writes it.
-- A strict face of lua-cjson: no NaN or Infinity, at most 64 levels and
-- 250,000 values, and integers that a Lua float cannot hold exactly are found
-- by json.exact.
-- Writing sorts keys, so that the same data gives the same bytes.

local cjson = require "cjson"
local core = require "undertone.core.json"
local keys = require "undertone.keys"
local number = require "undertone.number"

-- MAX_DEPTH: levels of nesting that are read and written.
-- MAX_VALUES: what is decoded of one text; a value can take a hundred times
-- the memory of its two bytes, and a thousand conversations with 200 fields
-- each are fewer.
local json = { null = cjson.null, MAX_DEPTH = 64, MAX_VALUES = 250000 }

local EXACT_LIMIT = 2 ^ 53

local codec = cjson.new()
codec.decode_invalid_numbers(false)
codec.decode_max_depth(json.MAX_DEPTH)

-- Decodes text; nil, message, "parse" when it is not JSON, or "limit" when it
-- has more values than one text may have. A short one cannot.
function json.decode(text)
  if #text > json.MAX_VALUES and core.most_values(text) > json.MAX_VALUES then
    return nil, ("JSON of more than %d values"):format(json.MAX_VALUES), "limit"
  end
  local ok, value = pcall(codec.decode, text)
  if not ok then
    return nil, tostring(value), "parse"
  end
  return value
end

-- Replaces escapes of half a surrogate pair, at most `most` of them: text, how
-- many, the place of the first; nil when there are more.
function json.mend_escapes(text, most, replacement)
  local parts, from = {}, 1
  local first, last = core.next_lone(text, from)
  local at = first
  while at do
    if #parts == most then
      return nil
    end
    parts[#parts + 1] = text:sub(from, at - 1)
    from = last + 1
    at, last = core.next_lone(text, from)
  end
  parts[#parts + 1] = text:sub(from)
  return table.concat(parts, replacement), #parts - 1, first
end

local ESCAPES = { ['"'] = "\\u0022", ["\\"] = "\\u005c", ["{"] = "\\u007b" }

-- JSON with a member "" in each of its empty objects, which the decoder makes
-- the same as empty lists. First strings lose, to other escapes of the same
-- characters, what would hide where they end and what looks like an object.
function json.fill_objects(text)
  text = text:gsub('\\(["\\])', ESCAPES):gsub('"[^"]*"', function(quoted)
    return quoted:find("{", 1, true) and (quoted:gsub("{", ESCAPES)) or nil
  end)
  return (text:gsub("{%s*}", '{"":0}'))
end

-- True when a number came through the decoder unrounded.
function json.exact(value)
  return math.abs(value) < EXACT_LIMIT
end

local KINDS = { ["nil"] = "nothing", userdata = "null", number = "a number",
  boolean = "a boolean", string = "a string" }

-- What a decoded value is, for messages: "null", "a number", "an object". An
-- empty list is the same as an empty object.
function json.kind(value)
  if type(value) == "table" then
    return #value > 0 and "a list" or "an object"
  end
  return KINDS[type(value)] or type(value)
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

-- Whole numbers are written without a point: the decoder's are all floats.
local function encode_number(value)
  if value - value ~= 0 then
    error("json: NaN and infinities cannot be written", 0)
  end
  return number.format(math.tointeger(value) or value)
end

-- The sorted keys of an object; nil for a list, whose keys are 1 to n.
local function object_keys(value)
  local names = keys.sorted(value)
  local is_list, is_object = true, true
  for i, name in ipairs(names) do
    is_list = is_list and name == i
    is_object = is_object and type(name) == "string"
  end
  if not is_list and not is_object then
    error("json: a table is a list without holes or has texts as keys", 0)
  end
  return not is_list and names or nil
end

-- `indent` is the white space before a line, nil for all on one line.
local encode

local function encode_list(list, indent, depth)
  local parts = {}
  for i, value in ipairs(list) do
    parts[i] = encode(value, indent, depth)
  end
  return "[" .. table.concat(parts, ", ") .. "]"
end

local function encode_object(object, names, indent, depth)
  local inner, parts = indent and indent .. "  ", {}
  for i, key in ipairs(names) do
    parts[i] = (inner or "") .. encode_scalar(key) .. ": "
      .. encode(object[key], inner, depth)
  end
  if not indent then
    return "{" .. table.concat(parts, ", ") .. "}"
  end
  return "{\n" .. table.concat(parts, ",\n") .. "\n" .. indent .. "}"
end

function encode(value, indent, depth)
  if type(value) == "number" then
    return encode_number(value)
  elseif type(value) ~= "table" then
    return encode_scalar(value)
  elseif depth == json.MAX_DEPTH then
    error(("json: more than %d levels of tables"):format(depth), 0)
  end
  local names = object_keys(value)
  if names then
    return encode_object(value, names, indent, depth + 1)
  end
  return encode_list(value, indent, depth + 1)
end

-- Readable text; an empty table is an empty list. What JSON cannot hold
-- raises: numbers without a value, holes, functions, more than 64 levels.
function json.encode(value)
  return encode(value, "", 0)
end

-- The same on one line, for storing and sending.
function json.encode_compact(value)
  return encode(value, nil, 0)
end

return json
