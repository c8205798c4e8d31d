-- relate_tables.lua: labels and topics against outcomes for undertone.relate,
-- whose options and results these are.

local failure = require "undertone.failure"
local intervals = require "undertone.relate_intervals"
local stats = require "undertone.stats"

local tables = {}

-- rows x columns of counts; a missing count is 0.
local function count_rows(rows, columns)
  local counts = {}
  for i, row in ipairs(rows) do
    counts[i] = {}
    for j, column in ipairs(columns) do
      counts[i][j] = row.counts[column] or 0
    end
  end
  return counts
end

local function row_shares(counts, level)
  local shares, n = {}, stats.sum(counts)
  for j, count in ipairs(counts) do
    local interval = n > 0 and stats.wilson(count, n, level) or {}
    shares[j] = {
      share = n > 0 and count / n or nil,
      low = interval.low, high = interval.high,
    }
  end
  return shares
end

-- The columns with at least min_n in them, by position.
local function testable(counts, options)
  local kept = {}
  for j = 1, #counts[1] do
    local n = 0
    for _, row in ipairs(counts) do
      n = n + row[j]
    end
    if n >= options.min_n then
      kept[#kept + 1] = j
    end
  end
  return kept
end

-- The rows with nothing but the kept columns, and how much they hold.
local function narrowed(counts, kept)
  local rows, total = {}, 0
  for i, row in ipairs(counts) do
    rows[i] = {}
    for k, j in ipairs(kept) do
      rows[i][k] = row[j]
      total = total + row[j]
    end
  end
  return rows, total
end

-- The values of the kept columns back in their places, false in the others.
local function widened(values, kept, width)
  local row = {}
  for j = 1, width do
    row[j] = false
  end
  for k, j in ipairs(kept) do
    row[j] = values[k]
  end
  return row
end

local function test_of(counts, kept, options)
  if #kept < 2 then
    return { is_few = true }
  end
  local rows, total = narrowed(counts, kept)
  local plan = intervals.plan(total, options)
  local test = failure.check(stats.chi2(rows, plan))
  test.resamples = test.method == "monte_carlo" and plan.resamples or nil
  for i in ipairs(counts) do
    for _, field in ipairs { "expected", "residuals" } do
      test[field][i] = widened(test[field][i], kept, #counts[i])
    end
  end
  return test
end

-- Rows of { name =, counts = { [column] = n } } against columns; nil without
-- rows or columns.
function tables.cross(rows, columns, options)
  if #rows == 0 or #columns == 0 then
    return nil
  end
  local counts, names, shares = count_rows(rows, columns), {}, {}
  for i, row in ipairs(rows) do
    names[i] = row.name
    shares[i] = row_shares(counts[i], options.level)
  end
  local kept = testable(counts, options)
  local result = test_of(counts, kept, options)
  result.rows, result.columns, result.kept = names, columns, kept
  result.counts, result.shares = counts, shares
  return result
end

-- One topic's row against all others together.
local function against_rest(counts, i, options)
  local rest, total = {}, stats.sum(counts[i])
  for j = 1, #counts[i] do
    rest[j] = -counts[i][j]
    for _, row in ipairs(counts) do
      rest[j] = rest[j] + row[j]
    end
  end
  return failure.check(stats.chi2({ counts[i], rest },
    intervals.plan(total + stats.sum(rest), options)))
end

-- Row i of the whole table, tested on `counts`, its kept columns.
local function topic_row(whole, counts, i, options)
  local row = { name = whole.rows[i], n = stats.sum(whole.counts[i]),
    is_few = whole.is_few or stats.sum(counts[i]) < options.min_n }
  local test = not row.is_few and against_rest(counts, i, options)
  if test and test.p then
    row.p, row.v, row.method = test.p, test.v, test.method
    row.chi2, row.df, row.tested = test.chi2, test.df, test.n
    row.residuals = widened(test.residuals[1], whole.kept, #whole.columns)
  end
  return row
end

-- Every topic against all others, p adjusted for their number.
function tables.topics(topics, columns, options)
  local whole = tables.cross(topics, columns, options)
  if not whole then
    return nil
  end
  local counts = narrowed(whole.counts, whole.kept)
  local list, tested, p = {}, {}, {}
  for i in ipairs(whole.rows) do
    list[i] = topic_row(whole, counts, i, options)
    if list[i].p then
      tested[#tested + 1], p[#p + 1] = list[i], list[i].p
    end
  end
  for k, adjusted in ipairs(stats.bh(p)) do
    tested[k].adjusted = adjusted
  end
  return { table = whole, list = list, tested = #tested }
end

return tables
