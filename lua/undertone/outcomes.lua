-- outcomes.lua: from a disposition to an outcome, by the user's map.

local keys = require "undertone.keys"
local stats = require "undertone.stats"

local outcomes = {}

-- A disposition as it is compared.
function outcomes.normal(disposition)
  return disposition:match("^%s*(.-)%s*$"):lower()
end

-- A function (disposition or nil) -> outcome, from settings.outcomes; the
-- keys of its map are normal.
function outcomes.mapper(rules)
  return function(disposition)
    local key = outcomes.normal(disposition or "")
    if key == "" then
      return rules.missing
    end
    return rules.map[key] or rules.unmapped
  end
end

-- Names the order of the rules does not know: the largest first, equal ones
-- alphabetically.
local function by_size(present)
  local names = keys.sorted(present)
  table.sort(names, function(a, b)
    if present[a] ~= present[b] then
      return present[a] > present[b]
    end
    return a < b
  end)
  return names
end

-- The names that occur in the order of the rules, the others by their size:
-- `present` is { [name] = conversations }.
function outcomes.in_order(present, rules)
  local ordered, seen = {}, {}
  for _, name in ipairs(rules.order) do
    if present[name] and not seen[name] then
      seen[name] = true
      ordered[#ordered + 1] = name
    end
  end
  for _, name in ipairs(by_size(present)) do
    if not seen[name] then
      ordered[#ordered + 1] = name
    end
  end
  return ordered
end

-- Adds a conversation to its group: its score, or why it has none.
local function add_to(group, row)
  if row.score then
    group.scores[#group.scores + 1] = row.score
    return
  end
  local reason = row.status == "ok" and "unscored" or row.status
  group.missing = group.missing + 1
  group.reasons[reason] = (group.reasons[reason] or 0) + 1
end

-- The run's outcomes in order: { outcome =, n = scored, missing = the
-- others, reasons = those by transcript status ("unscored": the transcript is
-- there, but nobody whose turns count speaks), mean = or nil, scores = list
-- in listing order }. What filters left out is in no group.
function outcomes.table(store, rules)
  local groups, sizes = {}, {}
  for _, row in ipairs(store:query [[SELECT outcome, score, status
      FROM conversation WHERE run = ? AND excluded IS NULL
      ORDER BY position]]) do
    local group = groups[row.outcome]
      or { outcome = row.outcome, missing = 0, reasons = {}, scores = {} }
    groups[row.outcome] = group
    sizes[row.outcome] = (sizes[row.outcome] or 0) + 1
    add_to(group, row)
  end
  local list = {}
  for i, name in ipairs(outcomes.in_order(sizes, rules)) do
    local group = groups[name]
    group.n, group.mean = #group.scores, stats.mean(group.scores)
    list[i] = group
  end
  return list
end

return outcomes
