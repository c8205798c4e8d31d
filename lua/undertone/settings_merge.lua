-- settings_merge.lua: one tier of settings laid over those below it.
-- What is no setting, or not what the setting wants, is a "usage" failure
-- that names file and line (as far as known), key and value.

local failure = require "undertone.failure"
local keys = require "undertone.keys"
local kinds = require "undertone.settings_kinds"
local nearest = require "undertone.nearest"
local place = require "undertone.settings_place"
local rules = require "undertone.settings_rules"

local settings_merge = {}

local function join(path, key)
  return path == "" and tostring(key) or path .. "." .. tostring(key)
end

-- ", did you mean 'x'?" with the setting beside which there is no such key.
local function hint(path, key, target)
  local names = {}
  for i, name in ipairs(keys.sorted(target)) do
    names[i] = join(path, name)
  end
  return nearest.hint(join(path, key), names)
end

local function fail_unknown(tier, path, key, target)
  local full = join(path, key)
  failure.raise("usage", "%s'%s' is not a setting%s",
    place.of(tier, full), full, hint(path, key, target))
end

local function check(tier, rule, path, value, advice)
  local where, wanted, given = kinds.refuse(rule, path, value)
  if where then
    failure.raise("usage", "%s%s must be %s, got %s%s", place.of(tier, path),
      where, wanted, given, advice or "")
  end
end

local function assign(target, key, value, path, tier)
  target[key] = value
  tier.origins[path] = { name = tier.name, text = tier.text }
end

-- A key that the user made up.
local function check_new(tier, open, path, key, value, target)
  local is_right, given = open.key.accepts(key)
  if not is_right then
    failure.raise("usage", "%s%s: a key must be %s, got %s",
      place.of(tier, join(path, key)), path, open.key.wanted,
      given or kinds.show(key))
  end
  check(tier, open.value, join(path, key), value,
    type(value) == "table" and hint(path, key, target))
end

-- The same settings under the names by which keys are compared.
local function normalised(tier, path, source, normal)
  local result, spellings = {}, {}
  for _, key in ipairs(keys.sorted(source)) do
    local name = type(key) == "string" and normal(key) or key
    if spellings[name] then
      failure.raise("usage", "%s%s has '%s' and '%s', which are the same",
        place.of(tier, join(path, key)), path, spellings[name], key)
    end
    result[name], spellings[name] = source[key], key
  end
  return result
end

local merge_table

local function merge_one(target, key, value, path, tier)
  local full, default, open = join(path, key), target[key], rules.open(path)
  if type(default) == "table"
    and (rules.open(full) or not kinds.is_list(default)) then
    merge_table(default, value, full, tier)
    return
  elseif default ~= nil or rules.label(full) then
    check(tier, rules.of(full, default), full, value)
  elseif open then
    check_new(tier, open, path, key, value, target)
  else
    fail_unknown(tier, path, key, target)
  end
  assign(target, key, value, full, tier)
end

function merge_table(target, source, path, tier)
  local open = rules.open(path)
  if type(source) ~= "table" then
    failure.raise("usage", "%s%s must be a table, got %s",
      place.of(tier, path), path, kinds.show(source))
  elseif open and open.normal then
    source = normalised(tier, path, source, open.normal)
  end
  for _, key in ipairs(keys.sorted(source)) do
    merge_one(target, key, source[key], path, tier)
  end
end

-- Lays `values` over result.values; result.origins has the tier of each path
-- that is set: { name =, text = of its file or nil }.
function settings_merge.over(result, values, tier)
  merge_table(result.values, values, "", { name = tier.name,
    text = tier.text, origins = result.origins })
end

return settings_merge
