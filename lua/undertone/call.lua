-- call.lua: the Lua side of undertone_call: JSON in, JSON out.

local failure = require "undertone.failure"
local json = require "undertone.json"

-- The module, or nil when there is none; an error in it is passed on.
local function load_module(name)
  local ok, found = pcall(require, name)
  if ok then
    return found
  end
  local absent = ("module '%s' not found:"):format(name)
  if type(found) == "string" and found:find(absent, 1, true) then
    return nil
  end
  error(found, 0)
end

-- "undertone.text.content_words" is a field of a module, "score" a global.
local function find(name)
  local module, field = name:match("^(.+)%.([^.]+)$")
  local holder = _G
  if module then
    holder = load_module(module)
  end
  local found = type(holder) == "table" and holder[field or name]
  if type(found) ~= "function" then
    failure.raise("invalid", "there is no function '%s'", name)
  end
  return found
end

-- An empty object reads as an empty table, so the text decides.
local function decode_arguments(text)
  local list, why = json.decode(text)
  if type(list) ~= "table" or not text:find("^%s*%[") then
    failure.raise("invalid", "arguments are not a JSON list: %s",
      why or text:sub(1, 40))
  end
  return list
end

-- Whole numbers as Lua's integers: the decoder knows floats alone.
local function with_integers(value)
  if type(value) == "number" then
    return math.tointeger(value) or value
  elseif type(value) == "table" then
    for key, part in pairs(value) do
      value[key] = with_integers(part)
    end
  end
  return value
end

return function(name, arguments)
  local called = find(name)
  local list = with_integers(decode_arguments(arguments))
  local result = failure.check(called(table.unpack(list)))
  if result == nil then
    return "null"
  end
  return json.encode(result)
end
