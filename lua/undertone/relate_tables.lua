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
  local total = 0
  for _, row in ipairs(counts) do
    total = total + stats.sum(row)
  end
  local plan, result = intervals.plan(total, options), {}
  if total >= options.min_n then
    result = failure.check(stats.chi2(counts, plan))
    result.resamples = result.method == "monte_carlo" and plan.resamples or nil
  end
  result.rows, result.columns = names, columns
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

local function topic_row(whole, i, options)
  local n = stats.sum(whole.counts[i])
  local row = { name = whole.rows[i], n = n, is_few = n < options.min_n }
  local test = not row.is_few and against_rest(whole.counts, i, options)
  if test and test.p then
    row.p, row.v, row.method = test.p, test.v, test.method
    row.chi2, row.df, row.tested = test.chi2, test.df, test.n
    row.residuals = test.residuals[1]
  end
  return row
end

-- Every topic against all others, p adjusted for their number.
function tables.topics(topics, columns, options)
  local whole = tables.cross(topics, columns, options)
  if not whole then
    return nil
  end
  local list, tested, p = {}, {}, {}
  for i in ipairs(whole.rows) do
    list[i] = topic_row(whole, i, options)
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
