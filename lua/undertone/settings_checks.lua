-- settings_checks.lua: values that are right alone but not together.
-- They may come from several files, so this is looked at when all are merged.

local failure = require "undertone.failure"
local keys = require "undertone.keys"
local nearest = require "undertone.nearest"
local place = require "undertone.settings_place"

local settings_checks = {}

local function name_of(result, path)
  local tier = result.origins[path]
  return tier and tier.name or "default"
end

-- "file:line: " of what set the path, "" for a default.
local function place_of(result, path)
  local tier = result.origins[path]
  return tier and place.of(tier, path) or ""
end

local function check_thresholds(result)
  local positive = result.values.sentiment.positive
  local negative = result.values.sentiment.negative
  if positive < negative then
    failure.raise("usage", "sentiment.positive (%g, %s) must not be below"
      .. " sentiment.negative (%g, %s)", positive,
      name_of(result, "sentiment.positive"), negative,
      name_of(result, "sentiment.negative"))
  end
end

local function check_figures(result)
  local layout = result.values.layout
  for i, name in ipairs(layout.figure_order) do
    if not layout.figures[name] then
      failure.raise("usage", "%slayout.figure_order[%d] must be a name in"
        .. " layout.figures, got %q%s",
        place_of(result, "layout.figure_order"), i, name,
        nearest.hint(name, keys.sorted(layout.figures)))
    end
  end
end

-- One name for two columns is no table for BI tools; a stock one that is
-- asked for twice is there once.
local function check_columns(result)
  local seen = {}
  for _, part in ipairs { "columns", "extra_columns" } do
    for i, column in ipairs(result.values.layout[part]) do
      local is_own = type(column) == "table"
      local name = is_own and column.name or column
      if is_own and seen[name] then
        failure.raise("usage", "%slayout.%s[%d]: there is a column '%s'"
          .. " before it", place_of(result, "layout." .. part), part, i, name)
      end
      seen[name] = true
    end
  end
end

-- File systems may not tell upper from lower case.
local function check_names(result)
  local layout, owners = result.values.layout, {}
  local function claim(path, name)
    local owner = owners[name:lower()]
    if owner then
      failure.raise("usage", "%s%s must not be that of %s, got %q",
        place_of(result, result.origins[path] and path or owner), path, owner,
        name)
    end
    owners[name:lower()] = path
  end
  claim("layout.csv_name", layout.csv_name)
  claim("layout.plot_folder", layout.plot_folder)
  claim("layout.page.name", layout.page.name)
end

-- Raises "usage" when the settings of a result do not fit each other.
function settings_checks.run(result)
  check_thresholds(result)
  check_figures(result)
  check_columns(result)
  check_names(result)
end

return settings_checks
