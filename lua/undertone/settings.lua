-- settings.lua: the settings of a run, merged and checked.
-- Tiers, each over the one before: the stock scripts/settings.lua,
-- outcomes.lua and layout.lua; files of the same names in the user's folder;
-- the file named by --config; --set and the other options. Every value
-- remembers which of them set it. An unknown key or a value of the wrong
-- kind is a "usage" failure that names file, line, key and value.

local checks = require "undertone.settings_checks"
local failure = require "undertone.failure"
local input = require "undertone.input"
local keys = require "undertone.keys"
local kinds = require "undertone.settings_kinds"
local resource = require "undertone.resource"
local settings_merge = require "undertone.settings_merge"

local settings = {}

-- Runs a settings file given as text; it must return a table.
local function evaluate(text, name)
  local chunk, why = load(text, "@" .. name, "t")
  if not chunk then
    failure.raise("usage", "%s", why)
  end
  local ok, value = pcall(chunk)
  if not ok then
    failure.raise("usage", "%s%s", type(value) == "string" and ""
      or name .. ": ", failure.describe(value))
  elseif type(value) ~= "table" then
    failure.raise("usage", "%s: must return a table, returned %s", name,
      type(value))
  end
  return value
end

local function stock_defaults()
  local values = evaluate(resource.stock("scripts/settings.lua"),
    "scripts/settings.lua")
  values.outcomes = evaluate(resource.stock("scripts/outcomes.lua"),
    "scripts/outcomes.lua")
  values.layout = evaluate(resource.stock("scripts/layout.lua"),
    "scripts/layout.lua")
  return values
end

local function merge_text(result, text, name, section)
  local values = evaluate(text, name)
  if section then
    values = { [section] = values }
  end
  settings_merge.over(result, values, { name = name, text = text })
end

local function merge_user_files(result)
  for _, file in ipairs { "settings", "outcomes", "layout" } do
    local text, name = resource.override("scripts/" .. file .. ".lua")
    if text then
      merge_text(result, text, name, file ~= "settings" and file or nil)
    end
  end
end

-- The value of --set as the setting's default has it: a text stays one.
local function read_value(text, default)
  if text == "true" or text == "false" then
    return text == "true"
  elseif type(default) ~= "string" and tonumber(text) then
    return tonumber(text)
  end
  return text
end

-- "fetch.rate=20" as a table to merge over the values.
local function assignment(values, text)
  local path, value = text:match("^([^=]+)=(.*)$")
  if not path or ("." .. path .. "."):find("..", 1, true) then
    failure.raise("usage", "--set wants key=value, got '%s'", text)
  end
  local default, result, inner, last = values, {}, nil, nil
  for key in path:gmatch("[^.]+") do
    default = type(default) == "table" and default[key] or nil
    inner = last and inner[last] or result
    inner[key], last = {}, key
  end
  if type(default) == "table" then
    failure.raise("usage", "--set: %s is not a single value; set it in a"
      .. " settings file (--config)", path)
  end
  inner[last] = read_value(value, default)
  return result
end

-- The merged settings: { values =, origins = path -> what set it, as { name =,
-- text = of its file or nil }; nothing for a default }.
-- options: config = path, set = list of "key=value", values = table to merge
-- last under the name "command line".
function settings.load(options)
  local result = { values = stock_defaults(), origins = {} }
  merge_user_files(result)
  if options.config then
    local text, why = input.read(options.config)
    if not text then
      failure.raise("usage", "cannot read settings file %s", why)
    end
    merge_text(result, text, options.config)
  end
  for _, text in ipairs(options.set or {}) do
    settings_merge.over(result, assignment(result.values, text),
      { name = "--set" })
  end
  settings_merge.over(result, options.values or {},
    { name = "command line" })
  checks.run(result)
  return result
end

local function add_rows(rows, values, path, origins)
  for _, key in ipairs(keys.sorted(values)) do
    local value = values[key]
    local full = path == "" and tostring(key) or path .. "." .. tostring(key)
    if type(value) == "table" and not kinds.is_list(value) then
      add_rows(rows, value, full, origins)
    else
      rows[#rows + 1] = { path = full, value = kinds.show(value),
        origin = origins[full] and origins[full].name }
    end
  end
  return rows
end

-- Every setting as { path =, value = as text, origin = or nil for the stock
-- one }, by path.
function settings.list(result)
  return add_rows({}, result.values, "", result.origins)
end

-- Every setting with its value and what set it, one a line.
function settings.describe(result)
  local lines = {}
  for i, row in ipairs(settings.list(result)) do
    lines[i] = ("%s = %s  -- %s"):format(row.path, row.value,
      row.origin or "default")
  end
  return table.concat(lines, "\n")
end

return settings
