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
-- Failures return nil, message, code. While reading, a broken file raises, so
-- that no loop takes half a file for a whole one.

local core = require "undertone.core.csv"
local failure = require "undertone.failure"

local csv = { null = core.null }

local dialects = {
  plain = { bom = false, eol = "\n", quoting = "careful", booleans = "true" },
  excel = { bom = true, eol = "\r\n", quoting = "careful", booleans = "true" },
}

local allowed = {
  bom = { [true] = true, [false] = true },
  eol = { ["\n"] = true, ["\r\n"] = true },
  quoting = { careful = true, minimal = true },
  booleans = { ["true"] = true, ["True"] = true },
}

local function merged(options)
  local dialect = options.dialect or "plain"
  local base = dialects[dialect]
  if not base then
    error(("unknown CSV dialect '%s'"):format(tostring(dialect)), 3)
  end
  local result = { sheet = dialect == "excel" }
  for key, value in pairs(base) do
    result[key] = value
  end
  for key, value in pairs(options) do
    if allowed[key] and not allowed[key][value] then
      error(("CSV option %s cannot be '%s'"):format(key, tostring(value)), 3)
    elseif allowed[key] then
      result[key] = value
    elseif key ~= "dialect" and key ~= "columns" then
      error(("unknown CSV option '%s'"):format(tostring(key)), 3)
    end
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

local Writer = {}
Writer.__index = Writer
Writer.__close = function(self) getmetatable(self.core).__close(self.core) end

-- Adds one row and returns the writer.
function Writer:row(cells)
  local count = self.columns or cells.n or #cells
  if #cells > count then
    error(("a row of %d cells in a table of %d"):format(#cells, count), 2)
  end
  local done, message, code = self.core:row(cells, count)
  if not done then
    return nil, message, code
  end
  return self
end

-- Puts the file in place and returns true.
function Writer:close()
  return self.core:close()
end

-- Counts of rows written and of cells changed on the way: rows, replaced,
-- removed, neutralised, cut.
function Writer:notes()
  return self.core:notes()
end

function csv.writer(path, options)
  options = options or {}
  local style = core_style(merged(options))
  local columns = options.columns
  local names = type(columns) == "table" and columns or nil
  local out, message, code = core.writer(path, style)
  if not out then
    return nil, message, code
  end
  local self = setmetatable({
    core = out, columns = names and #names or columns,
  }, Writer)
  if names then
    return self:row(names)
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
