-- keys.lua: the keys of a table in an order that is always the same, which
-- that of pairs is not.

local keys = {}

local function comes_before(a, b)
  local kind = type(a)
  if kind ~= type(b) then
    return kind < type(b) -- numbers, then strings
  elseif kind == "number" or kind == "string" then
    return a < b
  end
  return tostring(a) < tostring(b)
end

-- The keys as a list; numbers by value come before strings by byte.
function keys.sorted(map)
  local list = {}
  for key in pairs(map) do
    list[#list + 1] = key
  end
  table.sort(list, comes_before)
  return list
end

return keys
