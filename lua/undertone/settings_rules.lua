-- settings_rules.lua: what values the settings may have, by path.
-- A rule says what it wants in words and whether a value is that.

local time = require "undertone.time"

local rules = {}

local function one_of(...)
  local names = { ... }
  return {
    wanted = "one of " .. table.concat(names, ", "),
    accepts = function(value)
      for _, name in ipairs(names) do
        if value == name then
          return true
        end
      end
      return false
    end,
  }
end

local function integer(low, high)
  return {
    wanted = ("a whole number from %d to %d"):format(low, high),
    accepts = function(value)
      return math.type(value) == "integer" and value >= low and value <= high
    end,
  }
end

local function number(low, high)
  return {
    wanted = ("a number from %g to %g"):format(low, high),
    accepts = function(value)
      return type(value) == "number" and value >= low and value <= high
    end,
  }
end

local function or_false(rule)
  return {
    wanted = rule.wanted .. ", or false",
    accepts = function(value) return value == false or rule.accepts(value) end,
  }
end

local function or_auto(rule)
  return {
    wanted = rule.wanted .. ', or "auto"',
    accepts = function(value)
      return value == "auto" or rule.accepts(value)
    end,
  }
end

local milliseconds = integer(1, 24 * 60 * 60 * 1000)

local iso_time = {
  wanted = "a time such as 2026-11-01T00:00:00Z",
  accepts = function(value) return time.parse(value) ~= nil end,
}

local text = {
  wanted = "a text that is not empty",
  accepts = function(value) return type(value) == "string" and value ~= "" end,
}

local file_name = {
  wanted = "a file name without a folder",
  accepts = function(value)
    return type(value) == "string" and value:find("^[%w_][%w_. -]*$") ~= nil
  end,
}

local BY_PATH = {
  source = text,
  out = text,
  ["window.days"] = number(0.001, 36500),
  ["window.from"] = or_false(iso_time),
  ["window.to"] = or_false(iso_time),
  ["cxone.base_url"] = or_false(text),
  ["cxone.token_attempts"] = or_false(integer(1, 100)),
  ["cxone.page_size"] = integer(1, 10000),
  ["cxone.max_pages"] = integer(1, 100000000),
  ["fetch.concurrency"] = integer(1, 256),
  ["fetch.rate"] = or_false(number(0.001, 1000000)),
  ["fetch.attempts"] = integer(1, 100),
  ["fetch.timeout_ms"] = milliseconds,
  ["fetch.connect_timeout_ms"] = milliseconds,
  ["fetch.low_speed_bytes"] = integer(0, 1 << 30),
  ["fetch.low_speed_seconds"] = integer(0, 86400),
  ["fetch.max_body_bytes"] = integer(1024, 1 << 30),
  ["fetch.max_header_bytes"] = integer(1024, 1 << 20),
  ["fetch.retry_base_ms"] = milliseconds,
  ["fetch.retry_cap_ms"] = milliseconds,
  ["fetch.retry_budget"] = integer(0, 1000000),
  ["fetch.retry_cost"] = integer(0, 1000000),
  ["fetch.retry_timeout_cost"] = integer(0, 1000000),
  ["fetch.retry_refund"] = integer(0, 1000000),
  ["fetch.retry_throttle_ms"] = milliseconds,
  ["fetch.retry_after_cap_ms"] = milliseconds,
  ["fetch.retry_after_slack"] = number(0, 1),
  ["fetch.throttle_waits"] = integer(0, 1000),
  ["fetch.throttle_waits_ms"] = milliseconds,
  ["fetch.breaker_ms"] = milliseconds,
  ["fetch.breaker_most_ms"] = milliseconds,
  ["fetch.outage_ms"] = milliseconds,
  ["fetch.ca_file"] = or_false(text),
  ["not_ready.young_hours"] = number(0, 87600),
  ["not_ready.attempts"] = integer(1, 1000),
  ["sentiment.speaker"] = one_of("customer", "agent", "all"),
  ["sentiment.aggregate"] = one_of("mean", "median", "end_weighted", "worst"),
  ["sentiment.positive"] = number(-1, 1),
  ["sentiment.negative"] = number(-1, 1),
  ["sentiment.trend_min_turns"] = integer(2, 1000),
  ["topics.k"] = or_auto(integer(1, 1000)),
  ["topics.k_most"] = integer(2, 1000),
  ["topics.seed"] = integer(0, 4294967295),
  ["topics.n_init"] = integer(1, 1000),
  ["topics.max_features"] = integer(1, 1000000),
  ["topics.examples"] = integer(0, 100),
  ["topics.terms"] = integer(1, 100),
  ["relate.min_n"] = integer(2, 1000000),
  ["relate.seed"] = integer(0, 4294967295),
  ["relate.resamples"] = integer(99, 1000000),
  ["relate.noun"] = text,
  ["layout.dpi"] = integer(30, 1200),
  ["layout.page.name"] = file_name,
  ["layout.page.conversations"] = integer(0, 100),
  csv_dialect = one_of("excel", "plain"),
}

-- Whether a rule, rather than the kind of the default, decides.
function rules.has(path)
  return BY_PATH[path] ~= nil
end

-- What the setting wants when it does not accept the value, else nil.
function rules.refuse(path, value)
  local rule = BY_PATH[path]
  if rule and not rule.accepts(value) then
    return rule.wanted
  end
  return nil
end

-- A value as a user would write it; lists show their length.
function rules.show(value)
  if type(value) == "string" then
    return ("%q"):format(value)
  elseif type(value) == "table" then
    return ("a table of %d"):format(#value)
  elseif type(value) == "function" then
    return "a function"
  end
  return tostring(value)
end

return rules
