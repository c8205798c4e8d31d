-- filters.lua: ready-made filters, and how a list of filters is applied.
-- A filter is a function (conversation) -> keep?, reason, or a table
-- { needs = "metadata", keep = function }. One that needs only metadata runs
-- before the download and saves it; the others see the transcript.

local failure = require "undertone.failure"
local http = require "undertone.http"
local nearest = require "undertone.nearest"
local plural = require "undertone.plural"
local time = require "undertone.time"

local filters = {}

local KINDS = { metadata = true, transcript = true }

-- Raises misuse of a ready-made filter at the line that calls it.
local function refuse_arguments(name, wanted)
  error(("filters.%s wants %s"):format(name, wanted), 4)
end

-- The names in lower case as a set.
local function set_of(name, names)
  local set = {}
  for _, value in ipairs(type(names) == "table" and names or {}) do
    if type(value) ~= "string" then
      refuse_arguments(name, "texts")
    end
    set[value:lower()] = true
  end
  if next(set) == nil then
    refuse_arguments(name, 'a list of texts such as { "a", "b" }')
  end
  return set
end

local function by_field(field, wanted)
  return {
    needs = "metadata",
    keep = function(conversation)
      local value = conversation[field] or ""
      return wanted[value:lower()] == true,
        ("%s is '%s'"):format(field, http.show(value))
    end,
  }
end

-- Keeps these channels, in any case: filters.channels { "voice", "chat" }.
function filters.channels(names)
  local wanted = set_of("channels", names)
  return by_field("channel", wanted)
end

-- Keeps these dispositions, in any case.
function filters.dispositions(names)
  local wanted = set_of("dispositions", names)
  return by_field("disposition", wanted)
end

local function seconds(value)
  local at = value ~= nil and time.parse(value)
  if value ~= nil and not at then
    refuse_arguments("dates", "times such as 2026-11-01T00:00:00Z, or nil")
  end
  return at
end

-- Keeps conversations that start in [from, to), ISO 8601; nil is open.
function filters.dates(from, to)
  local first, last = seconds(from), seconds(to)
  return {
    needs = "metadata",
    keep = function(conversation)
      local at = time.parse(conversation.start_time)
      local is_inside = at and (not first or at >= first)
        and (not last or at < last)
      return is_inside and true or false, "outside the dates"
    end,
  }
end

-- Keeps conversations whose customer and agent wrote at least n characters.
function filters.min_characters(n)
  if type(n) ~= "number" then
    error("filters.min_characters wants a number", 2)
  end
  return function(conversation)
    local count = 0
    for _, turn in ipairs(conversation.turns or {}) do
      if turn.speaker ~= "system" then
        count = count + (utf8.len(turn.text) or #turn.text)
      end
    end
    return count >= n,
      ("fewer than %g %s"):format(n, plural.noun(n, "character"))
  end
end

local READY_MADE = { "channels", "dates", "dispositions", "min_characters" }
local NAME_OF = {}
for _, name in ipairs(READY_MADE) do
  NAME_OF[filters[name]] = name
end

local function keep_function(filter)
  return type(filter) == "table" and filter.keep or filter
end

local function reason_against(filter, index, conversation)
  local function fail(why)
    failure.raise("usage", "filter %d failed on conversation %s: %s", index,
      http.show(conversation.id), why)
  end
  local ok, keep, reason = pcall(keep_function(filter), conversation)
  if not ok then
    fail(failure.describe(keep))
  elseif keep then
    return nil
  elseif reason ~= nil and type(reason) ~= "string" then
    fail(("its reason is a %s, not a text"):format(type(reason)))
  end
  return reason or ("filter %d"):format(index)
end

-- Why the filters of that kind ("metadata" or "transcript") leave the
-- conversation out, or nil when all keep it.
function filters.refuse(list, kind, conversation)
  for index, filter in ipairs(list) do
    local needs = type(filter) == "table" and filter.needs or "transcript"
    if needs == kind then
      local reason = reason_against(filter, index, conversation)
      if reason then
        return reason
      end
    end
  end
  return nil
end

-- Whether a value is a filter; if not, what it is instead, in words, unless
-- that is plain to see.
function filters.is_filter(value)
  if NAME_OF[value] then
    return false, ("filters.%s, which was not called"):format(NAME_OF[value])
  elseif type(value) ~= "table" then
    return type(value) == "function"
  elseif type(value.keep) ~= "function" then
    return false, "a table without a function 'keep'"
  elseif value.needs ~= nil and not KINDS[value.needs] then
    return false, ("a table with needs = %q"):format(tostring(value.needs))
  end
  return true
end

-- A settings file that asks for a filter there is none of.
return setmetatable(filters, { __index = function(_, name)
  error(("there is no filters.%s%s"):format(name,
    nearest.hint(tostring(name), READY_MADE)), 2)
end })
