-- nearest.lua: "did you mean" for names a user typed.

local nearest = {}

local MAX_DISTANCE = 3

-- Levenshtein 1966: insertions, deletions and substitutions, by rows.
local function distance(a, b)
  local previous = {}
  for j = 0, #b do
    previous[j] = j
  end
  for i = 1, #a do
    local current = { [0] = i }
    for j = 1, #b do
      local change = a:byte(i) == b:byte(j) and 0 or 1
      current[j] = math.min(previous[j] + 1, current[j - 1] + 1,
        previous[j - 1] + change)
    end
    previous = current
  end
  return previous[#b]
end

-- The name in the list that is closest to `name`, or nil when none is near.
-- Equal distances go to the first in the list.
function nearest.name(name, names)
  local best, best_distance
  for _, candidate in ipairs(names) do
    local d = distance(name:lower(), candidate:lower())
    if d <= MAX_DISTANCE and d < #candidate
      and (not best_distance or d < best_distance) then
      best, best_distance = candidate, d
    end
  end
  return best
end

-- ", did you mean 'x'?" or "".
function nearest.hint(name, names)
  local best = nearest.name(name, names)
  return best and (", did you mean '%s'?"):format(best) or ""
end

return nearest
