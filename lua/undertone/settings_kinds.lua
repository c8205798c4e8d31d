-- settings_kinds.lua: the kinds of rules that settings have.
-- A rule is { wanted = what is wanted, in words, accepts = function (value)
-- -> is it that?, what it is instead (in words, if not just the value) }.
-- The rule of a list has `element`, the rule of what is in it; that one says
-- with `many` what several of it are called.

local keys = require "undertone.keys"

local kinds = {}

-- Whether a table's keys are 1, 2, … n.
function kinds.is_list(value)
  if type(value) ~= "table" then
    return false
  end
  local count = 0
  for _ in pairs(value) do
    count = count + 1
  end
  return count == #value
end

local function show_table(value)
  if kinds.is_list(value) then
    return ("a list of %d"):format(#value)
  end
  for _, key in ipairs(keys.sorted(value)) do
    if math.type(key) ~= "integer" then
      return ("a table with the key '%s'"):format(tostring(key))
    end
  end
  return "a list with gaps"
end

-- A value as a user would write it; lists show their length.
function kinds.show(value)
  if type(value) == "string" then
    return ("%q"):format(value)
  elseif type(value) == "table" then
    return show_table(value)
  elseif type(value) == "function" then
    return "a function"
  end
  return tostring(value)
end

-- nil when the rule accepts the value, else path, what is wanted there, and
-- what was given, as text.
function kinds.refuse(rule, where, value)
  local is_right, given = rule.accepts(value)
  if not is_right then
    return where, rule.wanted, given or kinds.show(value)
  end
  for i, element in ipairs(rule.element and value or {}) do
    is_right, given = rule.element.accepts(element)
    if not is_right then
      return ("%s[%d]"):format(where, i), rule.element.wanted,
        given or kinds.show(element)
    end
  end
  return nil
end

function kinds.one_of(...)
  local names, wanted = {}, table.concat({ ... }, ", ")
  for _, name in ipairs { ... } do
    names[name] = true
  end
  return {
    wanted = "one of " .. wanted, many = "names out of " .. wanted,
    accepts = function(value) return names[value] == true end,
  }
end

function kinds.integer(low, high)
  return {
    wanted = ("a whole number from %d to %d"):format(low, high),
    accepts = function(value)
      return math.type(value) == "integer" and value >= low and value <= high
    end,
  }
end

function kinds.number(low, high)
  return {
    wanted = ("a number from %g to %g"):format(low, high),
    accepts = function(value)
      return type(value) == "number" and value >= low and value <= high
    end,
  }
end

local IN_WORDS = { boolean = "true or false", string = "a text" }

function kinds.of_kind(kind)
  return {
    wanted = IN_WORDS[kind] or "a " .. kind,
    accepts = function(value) return type(value) == kind end,
  }
end

local function blanks(text)
  return select(2, text:gsub("%%s", ""))
end

-- A text with as many %s to fill in as another one has.
function kinds.worded_as(other)
  local count = blanks(other)
  return {
    wanted = ("a text with %d %%s to fill in"):format(count),
    accepts = function(value)
      return type(value) == "string" and blanks(value) == count
    end,
  }
end

local function either(rule, literal, shown)
  return {
    wanted = rule.wanted .. ", or " .. shown,
    accepts = function(value)
      return value == literal or rule.accepts(value)
    end,
  }
end

function kinds.or_false(rule)
  return either(rule, false, "false")
end

function kinds.or_auto(rule)
  return either(rule, "auto", '"auto"')
end

function kinds.list_of(element, is_never_empty)
  return {
    element = element,
    wanted = "a list of " .. element.many
      .. (is_never_empty and ", at least one" or ""),
    accepts = function(value)
      return kinds.is_list(value) and not (is_never_empty and #value == 0)
    end,
  }
end

return kinds
