-- sheets.lua: CSV files of a run, all in the dialect of its settings.
-- A job remembers every sheet and what had to be changed in its cells, for
-- the summary and the manifest. Failures are raised.

local csv = require "undertone.csv"
local failure = require "undertone.failure"

local sheets = {}

local Sheet = {}
Sheet.__index = Sheet

function Sheet.__close(self)
  getmetatable(self.writer).__close(self.writer)
end

-- Begins the file at `path` with a row of column names; it appears when the
-- sheet is finished.
function sheets.create(job, path, names)
  return setmetatable({ job = job, writer = failure.check(csv.writer(path,
    { dialect = job.settings.csv_dialect, columns = names })) }, Sheet)
end

-- Adds one row; a nil is an empty cell.
function Sheet:row(cells)
  failure.check(self.writer:row(cells))
end

-- Puts the file (or the parts of a very long one) in place.
function Sheet:finish()
  failure.check(self.writer:close())
  local written = self.job.sheets or {}
  self.job.sheets = written
  written[#written + 1] = { paths = self.writer:paths(),
    notes = self.writer:notes() }
end

-- The paths of every sheet of the job so far, in order.
function sheets.paths(job)
  local paths = {}
  for _, sheet in ipairs(job.sheets or {}) do
    table.move(sheet.paths, 1, #sheet.paths, #paths + 1, paths)
  end
  return paths
end

-- What was changed in the cells of all sheets: { neutralised =, cut =,
-- replaced =, removed = }.
function sheets.notes(job)
  local sums = { neutralised = 0, cut = 0, replaced = 0, removed = 0 }
  for _, sheet in ipairs(job.sheets or {}) do
    for name in pairs(sums) do
      sums[name] = sums[name] + sheet.notes[name]
    end
  end
  return sums
end

return sheets
