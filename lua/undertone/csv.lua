-- csv.lua: CSV files in and out.
--
--   local out = csv.writer(path, { dialect = "excel", columns = 2 })
--   out:row({ "a", 1 })          -- strings, numbers, booleans, nil, csv.null
--   out:close()                  -- the file appears now, whole
--   for row in csv.reader(path) do print(row[1]) end
--
-- Writer options, over those of the dialect ("excel" or "plain", the default):
--   bom = boolean, eol = "\n" | "\r\n"
--   quoting = "careful": also quotes ; TAB CR and blanks at either end
--             "minimal": byte for byte what pandas and Python's csv write
--   columns = number of cells in every row, or the list of their names, which
--             is then written first; with it a nil inside a row is an empty
--             cell (else give the row a field n)
--   booleans = "true" | "True"
--   max_rows = rows of a file, the header among them (excel: 1,048,576, what a
--              sheet holds; plain: no limit): more go to name-2.csv and so on,
--              each with the header
-- Failures return nil, message, code. While reading, a broken file raises, so
-- that no loop takes half a file for a whole one.

local core = require "undertone.core.csv"
local failure = require "undertone.failure"

local csv = { null = core.null }

local DIALECTS = {
  plain = { bom = false, eol = "\n", quoting = "careful", booleans = "true" },
  excel = { bom = true, eol = "\r\n", quoting = "careful", booleans = "true",
    max_rows = 1048576 },
}

local CHOICES = {
  bom = { [true] = true, [false] = true },
  eol = { ["\n"] = true, ["\r\n"] = true },
  quoting = { careful = true, minimal = true },
  booleans = { ["true"] = true, ["True"] = true },
}

local OTHERS = { dialect = true, columns = true, max_rows = true }

local function merged(options)
  local dialect = options.dialect or "plain"
  local base = DIALECTS[dialect]
  if not base then
    error(("unknown CSV dialect '%s'"):format(tostring(dialect)), 3)
  end
  local result = { sheet = dialect == "excel" }
  for key, value in pairs(base) do
    result[key] = value
  end
  for key, value in pairs(options) do
    local values = CHOICES[key]
    if values and not values[value] then
      error(("CSV option %s cannot be '%s'"):format(key, tostring(value)), 3)
    elseif not values and not OTHERS[key] then
      error(("unknown CSV option '%s'"):format(tostring(key)), 3)
    end
    result[key] = value
  end
  return result
end

local function core_style(options)
  return {
    bom = options.bom,
    crlf = options.eol == "\r\n",
    careful = options.quoting == "careful",
    controls = options.quoting == "minimal",
    sheet = options.sheet,
    python_booleans = options.booleans == "True",
  }
end

-- Every part is written at once and none is put in place before close().
local Writer = {}
Writer.__index = Writer

function Writer.__close(self)
  for _, part in ipairs(self.parts) do
    getmetatable(part).__close(part)
  end
end

-- "table.csv" -> "table-2.csv"
local function part_path(path, number)
  if number == 1 then
    return path
  end
  local stem, extension = path:match("^(.*[^/])(%.[^./]*)$")
  return ("%s-%d%s"):format(stem or path, number, extension or "")
end

local function open_part(self)
  local path = part_path(self.path, #self.parts + 1)
  local part, message, code = core.writer(path, self.style)
  if not part then
    return nil, message, code
  end
  self.parts[#self.parts + 1], self.rows = part, 0
  self.files[#self.files + 1] = path
  return not self.names and part or self:row(self.names)
end

-- Adds one row and returns the writer.
function Writer:row(cells)
  local count = self.columns or cells.n or #cells
  if #cells > count then
    error(("a row of %d cells in a table of %d"):format(#cells, count), 2)
  end
  local done, message, code = true, nil, nil
  if self.rows == self.max_rows then
    done, message, code = open_part(self)
  end
  if done then
    done, message, code = self.parts[#self.parts]:row(cells, count)
  end
  if not done then
    return nil, message, code
  end
  self.rows = self.rows + 1
  return self
end

-- Puts the file, or all its parts, in place; returns true.
function Writer:close()
  for _, part in ipairs(self.parts) do
    local done, message, code = part:close()
    if not done then
      return nil, message, code
    end
  end
  return true
end

-- Counts of rows written and of what was changed on the way: rows, replaced,
-- removed, neutralised, cut.
function Writer:notes()
  local sums = {}
  for _, part in ipairs(self.parts) do
    for name, count in pairs(part:notes()) do
      sums[name] = (sums[name] or 0) + count
    end
  end
  return sums
end

-- The paths of the parts, in order.
function Writer:paths()
  return table.move(self.files, 1, #self.files, 1, {})
end

function csv.writer(path, options)
  local merged_options = merged(options or {})
  local columns, limit = merged_options.columns, merged_options.max_rows
  local names = type(columns) == "table" and columns or nil
  if limit and (math.type(limit) ~= "integer" or limit < 2) then
    error("CSV option max_rows is a whole number from 2", 2)
  end
  local self = setmetatable({
    path = path, style = core_style(merged_options), parts = {}, files = {},
    names = names, columns = names and #names or columns, max_rows = limit,
  }, Writer)
  local opened, message, code = open_part(self)
  if not opened then
    return nil, message, code
  end
  return self
end

local function named(names, row, line)
  if #row ~= #names then
    failure.raise("parse", "line %d: %d cells under %d column names",
      line, #row, #names)
  end
  local record = {}
  for i, name in ipairs(names) do
    record[name] = row[i]
  end
  return record
end

-- Iterates over the rows as lists of strings, and their line numbers. With
-- options.header = true the first row names the columns and rows are tables
-- by name. The file closes at the end of the loop.
function csv.reader(path, options)
  local reader, message, code = core.reader(path)
  if not reader then
    return nil, message, code
  end
  local names
  local function next_row()
    local row, line = failure.check(reader:row())
    if row and options and options.header then
      if not names then
        names = row
        return next_row()
      end
      row = named(names, row, line)
    end
    return row, line
  end
  return next_row, nil, nil, reader
end

return csv
