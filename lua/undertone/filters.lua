-- filters.lua: ready-made filters, and how a list of filters is applied.
-- A filter is a function (conversation) -> keep?, reason, or a table
-- { needs = "metadata", keep = function }. One that needs only metadata runs
-- before the download and saves it; the others see the transcript.

local failure = require "undertone.failure"
local time = require "undertone.time"

local filters = {}

local function set_of(names)
  local set = {}
  for _, name in ipairs(names) do
    set[name:lower()] = true
  end
  return set
end

local function by_field(field, names)
  local wanted = set_of(names)
  return {
    needs = "metadata",
    keep = function(conversation)
      local value = conversation[field] or ""
      return wanted[value:lower()] == true,
        ("%s is '%s'"):format(field, value)
    end,
  }
end

-- Keeps these channels, in any case: filters.channels { "voice", "chat" }.
function filters.channels(names)
  return by_field("channel", names)
end

-- Keeps these dispositions, in any case.
function filters.dispositions(names)
  return by_field("disposition", names)
end

-- Keeps conversations that start in [from, to), ISO 8601; nil is open.
function filters.dates(from, to)
  local first = from and assert(time.parse(from), "from is not a time")
  local last = to and assert(time.parse(to), "to is not a time")
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
  return function(conversation)
    local count = 0
    for _, turn in ipairs(conversation.turns or {}) do
      if turn.speaker ~= "system" then
        count = count + (utf8.len(turn.text) or #turn.text)
      end
    end
    return count >= n, ("fewer than %d characters"):format(n)
  end
end

local function keep_function(filter)
  return type(filter) == "table" and filter.keep or filter
end

local function reason_against(filter, index, conversation)
  local ok, keep, reason = pcall(keep_function(filter), conversation)
  if not ok then
    failure.raise("usage", "filter %d failed on conversation %s: %s", index,
      conversation.id, tostring(keep))
  elseif not keep then
    return reason or ("filter %d"):format(index)
  end
  return nil
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

-- Raises when an entry is not a filter.
function filters.check(list)
  for index, filter in ipairs(list) do
    if type(keep_function(filter)) ~= "function" then
      failure.raise("usage", "filters[%d] is a %s, not a filter", index,
        type(filter))
    end
  end
end

return filters
