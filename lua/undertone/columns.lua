-- columns.lua: the columns that scripts/layout.lua can put into the CSV.
-- Each is a function of the conversation, as filters and layouts see it;
-- nil is an empty cell.

local failure = require "undertone.failure"
local http = require "undertone.http"
local keys = require "undertone.keys"
local nearest = require "undertone.nearest"
local number = require "undertone.number"
local transcript = require "undertone.transcript"

local columns = {}

local DECIMALS = 6 -- of scores; VADER itself gives four

-- A score without the digits that mean nothing; nil stays nil.
function columns.score(value)
  return value and tonumber(number.fixed(value, DECIMALS))
end

local score = columns.score

local CELL_KINDS = { string = true, number = true, boolean = true,
  ["nil"] = true }

local BY_NAME = {
  conversation_id = function(c) return c.id end,
  start_time = function(c) return c.start_time end,
  duration_seconds = function(c) return c.duration_seconds end,
  channel = function(c) return c.channel end,
  disposition = function(c) return c.disposition end,
  outcome = function(c) return c.outcome end,
  transcript_status = function(c) return c.status end,
  reason = function(c) return c.reason end,
  attempts = function(c) return c.attempts end,
  has_transcript = function(c) return c.turns ~= nil end,
  turns = function(c) return c.turns and #c.turns end,
  sentiment_score = function(c) return score(c.sentiment.score) end,
  sentiment_label = function(c) return c.sentiment.label end,
  customer_score = function(c) return score(c.sentiment.customer) end,
  agent_score = function(c) return score(c.sentiment.agent) end,
  whole_score = function(c) return score(c.sentiment.whole) end,
  trend = function(c) return score(c.sentiment.trend) end,
  transcript_compound = function(c) return score(c.sentiment.compound) end,
  topic_cluster = function(c) return c.topic and c.topic.id end,
  topic_label = function(c) return c.topic and c.topic.label end,
  transcript_text = function(c)
    return c.turns and transcript.text(c.turns)
  end,
}

-- The function of the column of that name.
function columns.value(name)
  return BY_NAME[name]
end

-- Whether an entry of a layout is a column; if not, what it is instead, in
-- words, unless that is plain to see.
function columns.is_column(entry)
  if type(entry) == "string" then
    return BY_NAME[entry] ~= nil,
      ("%q%s"):format(entry, nearest.hint(entry, keys.sorted(BY_NAME)))
  elseif type(entry) ~= "table" then
    return false
  elseif type(entry.name) ~= "string" or entry.name == "" then
    return false, "a table without a text 'name'"
  end
  return type(entry.value) == "function",
    "a table without a function 'value'"
end

-- The list of { name =, value = } for layout.columns and extra_columns, each
-- once.
function columns.from_layout(layout)
  local list, seen = {}, {}
  for _, part in ipairs { layout.columns, layout.extra_columns } do
    for _, entry in ipairs(part) do
      local column = BY_NAME[entry]
        and { name = entry, value = BY_NAME[entry] } or entry
      if not seen[column.name] then
        seen[column.name] = true
        list[#list + 1] = column
      end
    end
  end
  return list
end

-- The names, and the cells of one conversation.
function columns.header(list)
  local names = {}
  for i, column in ipairs(list) do
    names[i] = column.name
  end
  return names
end

-- The value of one cell; a failure names where the function begins.
local function cell(column, conversation)
  local ok, value = pcall(column.value, conversation)
  if ok and not CELL_KINDS[type(value)] then
    ok, value = false, ("returned a %s; a cell is a text, a number, true,"
      .. " false or nil"):format(type(value))
  end
  if not ok then
    local source = debug.getinfo(column.value, "S")
    failure.raise("usage", "%s:%d: column '%s' failed on conversation %s: %s",
      source.short_src, source.linedefined, column.name,
      http.show(conversation.id), failure.describe(value))
  end
  return value
end

function columns.cells(list, conversation)
  local cells = {}
  for i, column in ipairs(list) do
    cells[i] = cell(column, conversation)
  end
  return cells
end

return columns
