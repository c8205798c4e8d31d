-- compare.lua: is a sheet, as LibreOffice read it from a CSV, that CSV?
-- usage: undertone tests/office/compare.lua DIALECT CSV FODS
-- The flat ODS has a row for every row, and every cell shows the text that
-- was written, or is the same number. No cell of the excel dialect is a
-- formula; of the plain one those are whose text begins with "=". Says what
-- is wrong, then what was counted.

local csv = require "undertone.csv"

local dialect, csv_path, fods_path = arg[1], arg[2], arg[3]
local problems, counts = {}, { rows = 0, cells = 0, formulas = 0 }

local function complain(format, ...)
  problems[#problems + 1] = format:format(...)
end

-- --- flat ODS --------------------------------------------------------------

local NAMED = { amp = "&", lt = "<", gt = ">", quot = '"', apos = "'" }

local function unescape(text)
  return (text:gsub("&(#?x?)(%w+);", function(kind, name)
    if kind == "" then
      return NAMED[name]
    end
    return utf8.char(tonumber(name, kind == "#x" and 16 or 10))
  end))
end

-- What a cell shows: its paragraphs, one a line.
local function shown(cell)
  local lines = {}
  for line in cell:gsub("<text:p/>", "<text:p></text:p>")
    :gmatch("<text:p[^>]*>(.-)</text:p>") do
    line = line:gsub('<text:s text:c="(%d+)"/>', function(count)
      return (" "):rep(tonumber(count))
    end):gsub("<text:s/>", " "):gsub("<text:tab/>", "\t")
      :gsub("<text:line%-break/>", "\n"):gsub("<[^>]*>", "")
    lines[#lines + 1] = unescape(line)
  end
  return table.concat(lines, "\n")
end

local function attribute(tag, name)
  local value = tag:match(name .. '="([^"]*)"')
  return value and unescape(value)
end

-- The cells of a row; LibreOffice counts equal ones instead of repeating.
local function read_cells(row)
  local cells, from = {}, 1
  while true do
    local tag, closed, at = row:match("<table:table%-cell([^>]-)(/?)>()", from)
    if not tag then
      return cells
    end
    local body = ""
    from = at
    if closed == "" then
      body, from = row:match("(.-)</table:table%-cell>()", at)
    end
    for _ = 1, math.min(tonumber(
      attribute(tag, "number%-columns%-repeated") or 1), 100) do
      cells[#cells + 1] = { text = shown(body),
        formula = attribute(tag, "table:formula"),
        kind = attribute(tag, "office:value%-type"),
        value = tonumber(attribute(tag, "office:value")) }
    end
  end
end

local function read_sheet(path)
  local file <close> = assert(io.open(path, "rb"))
  local sheet = assert(file:read("a"):match("<table:table .*</table:table>"))
  local rows = {}
  for tag, row in sheet:gmatch(
    "<table:table%-row([^>]*)>(.-)</table:table%-row>") do
    local cells = read_cells(row)
    for _ = 1, tonumber(attribute(tag, "number%-rows%-repeated") or 1) do
      rows[#rows + 1] = cells
      if #rows > 100000 then
        return rows
      end
    end
  end
  return rows
end

-- --- the same? -------------------------------------------------------------

-- In a cell of several lines LibreOffice drops tabs, and takes CR, LF and
-- both in either order for one line end.
local function as_read(text)
  return (text:gsub("\t", ""):gsub("\r", "\n"):gsub("\n+", "\n"))
end

-- A flat ODS has 15 digits of a number, and 20 after the point.
local function is_number(written, value)
  local number = tonumber(written)
  return number and math.abs(number - value)
    <= 1e-14 * math.abs(number) + 1e-20
end

local function is_same(written, cell)
  if cell.kind == "float" then
    return is_number(written, cell.value)
  elseif cell.kind == "boolean" then
    return written:upper() == cell.text
  end
  return as_read(written) == as_read(cell.text)
end

local function check_cell(where, written, cell)
  counts.cells = counts.cells + 1
  if cell.formula then
    counts.formulas = counts.formulas + 1
    if dialect == "excel" or written:sub(1, 1) ~= "=" then
      complain("%s: a formula, %s", where, cell.formula:sub(1, 60))
    end
  elseif not is_same(written, cell) then
    complain("%s: wrote %q, shows %q (%s)", where, written:sub(1, 60),
      cell.text:sub(1, 60), cell.kind)
  end
end

local EMPTY = { text = "" }

local function check_row(number, written, cells)
  for i = 1, math.max(#written, #cells) do
    check_cell(("row %d, cell %d"):format(number, i), written[i] or "",
      cells[i] or EMPTY)
  end
end

local sheet = read_sheet(fods_path)
for row in csv.reader(csv_path) do
  counts.rows = counts.rows + 1
  check_row(counts.rows, row, sheet[counts.rows] or {})
end
for number = counts.rows + 1, #sheet do
  check_row(number, {}, sheet[number])
end
for i = 1, math.min(#problems, 10) do
  print(("%s: %s"):format(csv_path, problems[i]))
end
print(("%s %s: %d rows, %d cells, %d formulas, %d problems"):format(dialect,
  csv_path:match("[^/]*$"), counts.rows, counts.cells, counts.formulas,
  #problems))
return #problems == 0 and 0 or 1
