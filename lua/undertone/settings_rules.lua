-- settings_rules.lua: what values the settings may have, by path.
-- A rule says in words what is wanted and whether a value is that; a list
-- has a rule for each of its elements. A setting without a rule takes what
-- is of the kind of its default. What several settings must be together is
-- in settings_checks.lua.

local columns = require "undertone.columns"
local figure_labels = require "undertone.figure_labels"
local filters = require "undertone.filters"
local kinds = require "undertone.settings_kinds"
local outcomes = require "undertone.outcomes"
local time = require "undertone.time"

local rules = {}

-- What the output folder holds beside the files that settings name.
local OWN_FILES = { ["run.json"] = true, tables = true,
  ["undertone.db"] = true, ["undertone.db-journal"] = true,
  ["undertone.db-shm"] = true, ["undertone.db-wal"] = true,
  ["undertone.lock"] = true }
local MAX_NAME_BYTES = 100

local integer, number, one_of = kinds.integer, kinds.number, kinds.one_of
local or_auto, or_false = kinds.or_auto, kinds.or_false
local list_of, of_kind = kinds.list_of, kinds.of_kind

-- --- rules -----------------------------------------------------------------

local milliseconds = integer(1, 24 * 60 * 60 * 1000)
local inches = number(1, 40)

local iso_time = {
  wanted = "a time such as 2026-11-01T00:00:00Z",
  accepts = function(value) return time.parse(value) ~= nil end,
}

local text = {
  wanted = "a text that is not empty", many = "texts that are not empty",
  accepts = function(value) return type(value) == "string" and value ~= "" end,
}

local file_name = {
  wanted = "a plain file name of at most 100 bytes",
  accepts = function(value)
    if type(value) ~= "string" or #value > MAX_NAME_BYTES
      or not value:find("^[%w_\x80-\xFF][%w_. \x80-\xFF-]*$") then
      return false
    elseif OWN_FILES[value:lower()] then
      return false, ("%q, which is a file of the run itself"):format(value)
    end
    return true
  end,
}

local path = {
  wanted = 'a path that begins with "/"',
  accepts = function(value)
    return type(value) == "string" and value:find("^/") ~= nil
  end,
}

local path_with_id = {
  wanted = 'a path that begins with "/", with one %s for the id',
  accepts = function(value)
    return path.accepts(value) and select(2, value:gsub("%%", "")) == 1
      and value:find("%s", 1, true) ~= nil
  end,
}

-- Documents that have a term: how many, or which share of them all.
local frequency = {
  wanted = "a whole number from 1, or a share such as 0.95",
  accepts = function(value)
    return math.type(value) == "integer" and value >= 1
      or math.type(value) == "float" and value >= 0 and value <= 1
  end,
}

local filter = {
  wanted = 'a filter: a function, filters.channels { "chat" } and the like,'
    .. ' or { needs = "metadata" or "transcript", keep = function }',
  many = "filters",
  accepts = filters.is_filter,
}

local column = {
  wanted = "a column: a name, or { name = text, value = function }",
  many = "columns",
  accepts = columns.is_column,
}

local section = {
  wanted = "a section: a name, or { name = a word, title = text,"
    .. " content = function }",
  many = "sections",
  accepts = function(value)
    return type(value) == "string" or type(value) == "table"
  end,
}

local figure_name = {
  wanted = "a name of letters, digits, _ and -",
  many = "names of figures",
  accepts = function(value)
    return type(value) == "string" and #value <= MAX_NAME_BYTES
      and value:find("^%a[%w_-]*$") ~= nil
  end,
}

local own_figure = {
  wanted = "a stock figure, or a table with a function 'draw'",
  accepts = function(value)
    return type(value) == "table" and type(value.draw) == "function",
      type(value) == "table" and "a table without one" or nil
  end,
}

local topic = {
  wanted = "a term of the topic or its number",
  accepts = function(value)
    return text.accepts(value) or math.type(value) == "integer" and value >= 0
  end,
}

local BY_PATH = {
  source = text,
  out = text,
  filters = list_of(filter),
  ["window.days"] = number(0.001, 36500),
  ["window.from"] = or_false(iso_time),
  ["window.to"] = or_false(iso_time),
  ["cxone.base_url"] = or_false(text),
  ["cxone.token_path"] = path,
  ["cxone.token_attempts"] = integer(1, 100),
  ["cxone.query_path"] = path,
  ["cxone.transcript_path"] = path_with_id,
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
  ["sentiment.overlays"] = list_of(text),
  ["topics.k"] = or_auto(integer(1, 1000)),
  ["topics.k_most"] = integer(2, 1000),
  ["topics.seed"] = integer(0, 4294967295),
  ["topics.n_init"] = integer(1, 1000),
  ["topics.max_features"] = integer(1, 1000000),
  ["topics.min_df"] = frequency,
  ["topics.max_df"] = frequency,
  ["topics.ignore"] = list_of(text),
  ["topics.examples"] = integer(0, 100),
  ["topics.terms"] = integer(1, 100),
  ["relate.min_n"] = integer(2, 1000000),
  ["relate.seed"] = integer(0, 4294967295),
  ["relate.resamples"] = integer(99, 1000000),
  ["relate.noun"] = text,
  ["outcomes.unmapped"] = text,
  ["outcomes.missing"] = text,
  ["outcomes.order"] = list_of(text),
  ["layout.figure_order"] = list_of(figure_name),
  ["layout.figure_formats"] = list_of(one_of("png", "svg", "pdf")),
  ["layout.dpi"] = integer(30, 1200),
  ["layout.columns"] = list_of(column, true),
  ["layout.extra_columns"] = list_of(column),
  ["layout.csv_name"] = file_name,
  ["layout.plot_folder"] = file_name,
  ["layout.page.name"] = file_name,
  ["layout.page.conversations"] = integer(0, 100),
  ["layout.page.sections"] = list_of(section),
  csv_dialect = one_of("excel", "plain"),
}

-- What the layout may say of a figure, be it stock or not.
local LABELS = { draw = of_kind "function" }
for name, kind in pairs(figure_labels.KINDS) do
  LABELS[name] = kind == "number" and inches or of_kind(kind)
end

-- Tables whose keys the user makes up: the rules of key and value, and
-- `normal`, the form in which keys are compared.
local OPEN = {
  ["outcomes.map"] = { key = text, value = text, normal = outcomes.normal },
  ["topics.names"] = { key = topic, value = text },
  ["relate.words"] = { key = text, value = text },
  ["layout.figures"] = { key = figure_name, value = own_figure },
}

-- --- what others ask -------------------------------------------------------

-- The rules of a table whose keys the user makes up, or nil.
function rules.open(where)
  return OPEN[where]
end

-- The rule of a label that any figure may have, or nil.
function rules.label(where)
  return LABELS[where:match("^layout%.figures%.[^.]+%.([^.]+)$")]
end

-- The rule of a setting that has this default: its own, else that it is of
-- the same kind; the page's words also have the same places to fill in.
function rules.of(where, default)
  if where:find("^layout%.page%.words%.") then
    return kinds.worded_as(default)
  end
  return BY_PATH[where] or rules.label(where) or of_kind(type(default))
end

return rules
