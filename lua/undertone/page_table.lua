-- page_table.lua: numbers as the page writes them, and its tables.
-- A table scrolls in a box of its own, has a caption, and names its rows and
-- columns for screen readers. What a script may sort by stands in data-value.

local h = require "undertone.markup"
local number = require "undertone.number"
local plural = require "undertone.plural"
local rounded = require "undertone.rounded"

local tables = {}

-- More than a reader looks at, and what keeps a page of 200 outcomes small.
local MAX_ROWS = 100
local MAX_COLUMNS = 30

tables.fixed, tables.count = rounded.fixed, plural.thousands
tables.percent = rounded.percent

-- "2026-11-02 13:09" of an ISO 8601 time; what is none stays, nil is none.
function tables.minute(time)
  return time and (time:gsub("^(%d+%-%d+%-%d+)T(%d+:%d+):%d+Z$", "%1 %2"))
    or false
end

function tables.p(value)
  return value < 0.001 and "<\u{A0}0.001" or number.fixed(value, 3)
end

-- A cell with a number to sort by; nil is none.
function tables.cell(value, text)
  return value and { value = value, text = text } or false
end

function tables.score(value)
  return tables.cell(value, value and tables.fixed(value, 2, true))
end

function tables.n(value)
  return tables.cell(value, value and tables.count(value))
end

function tables.p_cell(value)
  return tables.cell(value, value and tables.p(value))
end

local function classes(...)
  local list = {}
  for _, class in ipairs { ... } do
    list[#list + 1] = class or nil
  end
  return #list > 0 and table.concat(list, " ")
end

local function body_cell(page, cell, column)
  local class = column.class
  if cell == false then
    return h.td { class = classes(class or false, "none"), page:say("none") }
  elseif type(cell) == "table" and cell.text then
    return h.td { class = classes(class or false, cell.class or false),
      ["data-value"] = number.format(cell.value), cell.text,
      cell.detail and { h.br {}, h.small { cell.detail } } or false }
  end
  return h.td { class = class or false,
    dir = type(cell) == "string" and not class and "auto", cell }
end

local function body_row(page, row, columns, count)
  local cells = { h.th { scope = "row", dir = "auto", row[1] } }
  for i = 2, count do
    cells[i] = body_cell(page, row[i], columns[i])
  end
  return h.tr { hidden = row.is_hidden or false,
    ["data-group"] = row.group or false, ["data-top"] = row.is_top or false,
    cells }
end

local function head_row(columns, count)
  local cells = {}
  for i = 1, count do
    local column = columns[i]
    cells[i] = h.th { scope = "col", class = column.class or false,
      column.title }
  end
  return h.tr { cells }
end

local function cut_note(page, key, total, shown)
  return total > shown
    and h.p { class = "note", page:say(key, tables.count(total - shown)) }
end

-- spec = { id =, caption =, columns = list of { title =, class = }, rows =
-- list of lists of cells }. A cell is text, an element, false for none, or
-- what tables.cell made, to which detail = puts a line below and class = a
-- class; the first names its row. A row may have group =,
-- is_top = and is_hidden =, which the page's filter uses. After `most` rows
-- (MAX_ROWS) the table ends and says so in the words of the key `more`.
function tables.build(page, spec)
  local most = spec.most or MAX_ROWS
  local columns = math.min(#spec.columns, MAX_COLUMNS)
  local rows = {}
  for i = 1, math.min(#spec.rows, most) do
    rows[i] = body_row(page, spec.rows[i], spec.columns, columns)
  end
  local caption_id = spec.id .. "-caption"
  return {
    h.div { class = "scroll", role = "group", tabindex = "0",
      ["aria-labelledby"] = caption_id,
      h.table { id = spec.id .. "-table",
        class = spec.is_plain and "plain" or "sortable",
        h.caption { id = caption_id, spec.caption },
        h.thead { head_row(spec.columns, columns) },
        h.tbody { rows } } },
    cut_note(page, spec.more or "more_rows", #spec.rows, #rows),
    cut_note(page, "more_columns", #spec.columns, columns),
  }
end

return tables
