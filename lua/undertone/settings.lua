-- settings.lua: the settings of a run, merged and checked.
-- Tiers, each over the one before: the stock scripts/settings.lua,
-- outcomes.lua and layout.lua; files of the same names in the user's folder;
-- the file named by --config; --set and the other options. Every value
-- remembers which of them set it. An unknown key or a value of the wrong
-- kind is a "usage" failure that names file, line, key and value.

local failure = require "undertone.failure"
local figure_labels = require "undertone.figure_labels"
local keys = require "undertone.keys"
local nearest = require "undertone.nearest"
local resource = require "undertone.resource"
local rules = require "undertone.settings_rules"

local settings = {}

-- Tables whose keys the user makes up, and the kind of their values.
local OPEN = {
  ["outcomes.map"] = "string",
  ["topics.names"] = "string",
  ["relate.words"] = "string",
  ["layout.figures"] = "table",
}

local function is_list(value)
  return type(value) == "table" and (#value > 0 or next(value) == nil)
end

-- "file:line: " of the first line that sets the key, as far as can be told.
local function place(origin, key)
  local name = tostring(key):gsub("%p", "%%%0")
  local line_number = 0
  for line in (origin.text or ""):gmatch("([^\n]*)\n?") do
    line_number = line_number + 1
    if line:find("%f[%w_]" .. name .. "%f[^%w_]%s*%]?%s*=") then
      return ("%s:%d: "):format(origin.name, line_number)
    end
  end
  return origin.name .. ": "
end

local function join(path, key)
  return path == "" and tostring(key) or path .. "." .. tostring(key)
end

local function fail_unknown(origin, path, key, known)
  local names = {}
  for i, name in ipairs(keys.sorted(known)) do
    names[i] = join(path, name)
  end
  local full = join(path, key)
  failure.raise("usage", "%s'%s' is not a setting%s", place(origin, key),
    full, nearest.hint(full, names))
end

local function fail_kind(origin, key, path, wanted, value)
  failure.raise("usage", "%s%s must be %s, got %s", place(origin, key), path,
    wanted, rules.show(value))
end

local function same_kind(default, value)
  if default == false then
    return type(value) ~= "table" and type(value) ~= "function"
  elseif value == false and type(default) ~= "boolean" then
    return false
  end
  return type(default) == type(value)
end

local merge

local function assign(target, key, value, path, context)
  target[key] = value
  context.origins[path] = context.origin.name
end

-- What the setting wants when the value is none for it, else nil: its rule
-- decides, or without one the kind of its default.
local function refuse(path, default, value)
  if rules.has(path) then
    return rules.refuse(path, value)
  elseif not same_kind(default, value) then
    return is_list(default) and "a list" or "a " .. type(default)
  end
  return nil
end

-- Figures have more labels than the stock layout sets.
local function is_figure_label(path, key)
  return path:find("^layout%.figures%.[^.]+$")
    and figure_labels.may_have(key)
end

local function merge_known(target, key, value, path, context)
  local default = target[key]
  if type(default) == "table" and (OPEN[path] or not is_list(default)) then
    if type(value) ~= "table" then
      fail_kind(context.origin, key, path, "a table", value)
    end
    merge(default, value, path, context)
    return
  end
  local wanted = refuse(path, default, value)
  if wanted then
    fail_kind(context.origin, key, path, wanted, value)
  end
  assign(target, key, value, path, context)
end

function merge(target, source, path, context)
  local kind = OPEN[path]
  for _, key in ipairs(keys.sorted(source)) do
    local value, full = source[key], join(path, key)
    if target[key] ~= nil then
      merge_known(target, key, value, full, context)
    elseif is_figure_label(path, key) then
      assign(target, key, value, full, context)
    elseif not kind then
      fail_unknown(context.origin, path, key, target)
    elseif type(value) ~= kind then
      fail_kind(context.origin, key, full, "a " .. kind, value)
    else
      assign(target, key, value, full, context)
    end
  end
end

-- Runs a settings file given as text; it must return a table.
local function evaluate(text, name)
  local chunk, why = load(text, "@" .. name, "t")
  if not chunk then
    failure.raise("usage", "%s", why)
  end
  local ok, value = pcall(chunk)
  if not ok then
    failure.raise("usage", "%s", tostring(value))
  elseif type(value) ~= "table" then
    failure.raise("usage", "%s: must return a table, returned %s", name,
      type(value))
  end
  return value
end

local function read_file(path)
  local file, why = io.open(path, "rb")
  if not file then
    failure.raise("usage", "cannot read settings file %s", why)
  end
  local text = file:read("a")
  file:close()
  if not text then
    failure.raise("usage", "cannot read settings file %s", path)
  end
  return text
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
  merge(result.values, values, "",
    { origin = { name = name, text = text }, origins = result.origins })
end

local function merge_user_files(result)
  for _, file in ipairs { "settings", "outcomes", "layout" } do
    local text, name = resource.override("scripts/" .. file .. ".lua")
    if text then
      merge_text(result, text, name, file ~= "settings" and file or nil)
    end
  end
end

-- "fetch.rate=20" as a table to merge; the default's type reads the value.
local function assignment(values, text)
  local path, value = text:match("^([%w_.]+)=(.*)$")
  if not path then
    failure.raise("usage", "--set wants key=value, got '%s'", text)
  end
  local default = values
  for key in path:gmatch("[^.]+") do
    default = type(default) == "table" and default[key] or nil
  end
  if value == "true" or value == "false" then
    value = value == "true"
  elseif type(default) ~= "string" and tonumber(value) then
    value = tonumber(value)
  end
  for key in path:reverse():gmatch("[^.]+") do
    value = { [key:reverse()] = value }
  end
  return value
end

-- Values that are right alone but not together.
local function check_thresholds(result)
  local positive = result.values.sentiment.positive
  local negative = result.values.sentiment.negative
  if positive < negative then
    failure.raise("usage", "sentiment.positive (%g, %s) must not be below"
      .. " sentiment.negative (%g, %s)", positive,
      result.origins["sentiment.positive"] or "default", negative,
      result.origins["sentiment.negative"] or "default")
  end
end

-- The merged settings: { values = , origins = path -> name }.
-- options: config = path, set = list of "key=value", values = table to merge
-- last under the name "command line".
function settings.load(options)
  local result = { values = stock_defaults(), origins = {} }
  merge_user_files(result)
  if options.config then
    merge_text(result, read_file(options.config), options.config)
  end
  for _, text in ipairs(options.set or {}) do
    merge(result.values, assignment(result.values, text), "",
      { origin = { name = "--set" }, origins = result.origins })
  end
  merge(result.values, options.values or {}, "",
    { origin = { name = "command line" }, origins = result.origins })
  check_thresholds(result)
  return result
end

local function add_rows(rows, values, path, origins)
  for _, key in ipairs(keys.sorted(values)) do
    local value, full = values[key], join(path, key)
    if type(value) == "table" and not is_list(value) then
      add_rows(rows, value, full, origins)
    else
      rows[#rows + 1] = { path = full, value = rules.show(value),
        origin = origins[full] }
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
