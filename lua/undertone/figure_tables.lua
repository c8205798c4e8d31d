-- figure_tables.lua: the numbers of each stock figure as a table.
--
--   tables.NAME(data) --> { columns = names, rows = lists of cells }
--
-- `data` is what undertone.figure_data gathered; a missing number is an
-- empty cell, and scores are rounded as in the one CSV.

local columns = require "undertone.columns"

local tables = {}

local function new(...)
  return { columns = { ... }, rows = {} }
end

-- Adds a row; false, the figures' word for missing, becomes nil.
local function add(into, ...)
  local cells = { n = #into.columns, ... }
  for i = 1, cells.n do
    local cell = cells[i]
    cells[i] = math.type(cell) == "float" and columns.score(cell)
      or cell or nil
  end
  into.rows[#into.rows + 1] = cells
end

function tables.sentiment_distribution(data)
  local result = new("from_score", "to_score", "negative", "neutral",
    "positive")
  for i = 1, #data.edges - 1 do
    add(result, data.edges[i], data.edges[i + 1], data.counts.negative[i],
      data.counts.neutral[i], data.counts.positive[i])
  end
  return result
end

local function boxes(name, rows)
  local result = new(name, "n", "whisker_low", "q1", "median", "q3",
    "whisker_high", "outliers")
  for _, row in ipairs(rows) do
    local box = row.box or { outliers = {} }
    add(result, row.name, row.n, box.low, box.q1, box.median, box.q3,
      box.high, #box.outliers)
  end
  return result
end

function tables.outcome_vs_sentiment(rows)
  return boxes("outcome", rows)
end

function tables.sentiment_by_topic(rows)
  return boxes("topic", rows)
end

function tables.topic_clusters(rows)
  local result = new("topic", "conversations")
  for _, row in ipairs(rows) do
    add(result, row.name, row.n)
  end
  return result
end

function tables.outcome_by_topic(data)
  local result = new("topic", "outcome", "conversations")
  for i, topic in ipairs(data.topics) do
    for k, outcome in ipairs(data.outcomes) do
      add(result, topic, outcome, data.counts[i][k])
    end
  end
  return result
end

function tables.sentiment_course(data)
  local result = new("speaker", "tenth", "conversations", "mean", "low",
    "high")
  for _, speaker in ipairs { "customer", "agent" } do
    local series = data[speaker]
    for i, n in ipairs(series.n) do
      add(result, speaker, i, n, series.mean[i], series.low[i],
        series.high[i])
    end
  end
  return result
end

function tables.sentiment_by_day(data)
  local result = new("day", "conversations", "mean", "low", "high")
  for i, day in ipairs(data.days) do
    add(result, day, data.n[i], data.mean[i], data.low[i], data.high[i])
  end
  return result
end

function tables.k_sweep(data)
  local result = new("topics", "silhouette", "is_chosen")
  for i, k in ipairs(data.k) do
    result.rows[i] = { k, columns.score(data.silhouette[i]),
      k == data.chosen, n = 3 }
  end
  return result
end

return tables
