-- near.lua: comparing numbers in specs, by relative difference.

local compare = {}

function compare.near(value, expected, tolerance, what)
  local scale = math.max(math.abs(expected), 1e-300)
  assert(value == expected or math.abs(value - expected) <= tolerance * scale,
    ("%s: %.17g, expected %.17g"):format(what or "value", value, expected))
end

function compare.all_near(list, expected, tolerance, what)
  assert(#list == #expected, what .. ": length " .. #list)
  for i, value in ipairs(list) do
    compare.near(value, expected[i], tolerance, what .. " " .. i)
  end
end

return compare
