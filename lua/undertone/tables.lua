-- tables.lua: tidy tables for BI tools, in OUT/tables: conversations, turns,
-- topics, outcomes, tests, cells and ledger, and README.csv, which says what
-- each column is. One line a thing, keys that join, in the settings' dialect.

local columns = require "undertone.columns"
local failure = require "undertone.failure"
local file = require "undertone.file"
local sheets = require "undertone.sheets"
local table_columns = require "undertone.table_columns"
local table_rows = require "undertone.table_rows"
local topics = require "undertone.topics"

local tables = {}

tables.FOLDER = "tables" -- below the output folder
local ORDER = { "conversations", "turns", "topics", "outcomes", "tests",
  "cells", "ledger" }

local function has_column(list, name)
  for _, column in ipairs(list) do
    if column.name == name then
      return true
    end
  end
  return false
end

-- The columns of a table; the user's further columns of the CSV are columns
-- of conversations, too.
local function columns_of(name, layout)
  local list = table_columns[name]
  if name ~= "conversations" then
    return list
  end
  list = table.move(list, 1, #list, 1, {})
  for _, own in ipairs(columns.from_layout { columns = {},
    extra_columns = layout.extra_columns }) do
    if not has_column(list, own.name) then
      list[#list + 1] = own
    end
  end
  return list
end

local function create(job, name)
  local list = columns_of(name, job.settings.layout)
  return sheets.create(job, job.tables_folder .. "/" .. name .. ".csv",
    columns.header(list)), list
end

local function add_row(sheet, list, row)
  local cells = {}
  for i, column in ipairs(list) do
    cells[i] = column.value(row)
  end
  sheet:row(cells)
end

-- Both tables in one pass, since it is the turns that take the time.
local function write_conversations(job)
  local sheet <close>, list = create(job, "conversations")
  local turn_sheet <close>, turn_list = create(job, "turns")
  local names = topics.names(job.topics)
  for conversation in job.store:conversations { turns = true } do
    if conversation.topic then
      conversation.topic.label = names[conversation.topic.id]
    end
    sheet:row(columns.cells(list, conversation))
    for position, turn in ipairs(conversation.turns or {}) do
      add_row(turn_sheet, turn_list, { conversation_id = conversation.id,
        position = position, turn = turn })
    end
  end
  sheet:finish()
  turn_sheet:finish()
end

local function write_rows(job, name, rows)
  local sheet <close>, list = create(job, name)
  for _, row in ipairs(rows) do
    add_row(sheet, list, row)
  end
  sheet:finish()
end

local function write_dictionary(job)
  local sheet <close> = sheets.create(job, job.tables_folder
    .. "/README.csv", { "table", "column", "type", "unit", "meaning" })
  for _, name in ipairs(ORDER) do
    for _, column in ipairs(columns_of(name, job.settings.layout)) do
      sheet:row { name, column.name, column.type or "", column.unit or "",
        column.meaning or "" }
    end
  end
  sheet:finish()
end

-- Writes all tables when the settings say so.
function tables.write(job)
  if not job.settings.tidy_tables then
    return
  end
  job.tables_folder = job.settings.out .. "/" .. tables.FOLDER
  failure.check(file.mkdir(job.tables_folder))
  write_conversations(job)
  for _, name in ipairs { "topics", "outcomes", "tests", "cells", "ledger" } do
    write_rows(job, name, table_rows[name](job))
  end
  write_dictionary(job)
end

return tables
