-- call.lua: the Lua side of undertone_call: JSON in, JSON out.

local failure = require "undertone.failure"
local json = require "undertone.json"

-- "undertone.text.content_words" is a field of a module, "score" a global.
local function find(name)
  local module, field = name:match("^(.+)%.([^.]+)$")
  local holder = module and require(module) or _G
  local found = type(holder) == "table" and holder[field or name]
  if not found then
    failure.raise("invalid", "there is no function '%s'", name)
  end
  return found
end

local function decode_arguments(text)
  local list, why = json.decode(text)
  if type(list) ~= "table" then
    failure.raise("invalid", "arguments are not a JSON list: %s",
      why or text:sub(1, 40))
  end
  return list
end

return function(name, arguments)
  local called = find(name)
  local list = decode_arguments(arguments)
  local result = failure.check(called(table.unpack(list)))
  if result == nil then
    return "null"
  end
  return json.encode(result)
end
