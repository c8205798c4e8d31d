-- figure_words.lua: what each stock figure shows, in one sentence with its
-- numbers, for those who cannot see it.
--
--   words.NAME(data) --> sentence, or nil when there is nothing to see
--
-- `data` is what undertone.figure_data gathered.

local bidi = require "undertone.bidi"
local names = require "undertone.names"
local parts = require "undertone.chart_parts"
local plural = require "undertone.plural"
local rounded = require "undertone.rounded"
local stats = require "undertone.stats"

local words = {}

local count = plural.thousands

local MAX_ITEMS = 8 -- of a list
local MAX_NAME = 60 -- characters of a name

local function signed(value)
  return rounded.fixed(value, 2, true)
end

-- The names of rows as a sentence has them.
local function called(list)
  local short = names.fit(list, MAX_NAME)
  for i, name in ipairs(short) do
    short[i] = bidi.isolate(name)
  end
  return short
end

local function percent(part, whole)
  return rounded.in_words(rounded.percent(part / whole))
end

-- "Cards 12; Flights 9; and 3 more": format(row, name) gives the text of a row
-- whose name is short; of many rows those with the largest n are told.
local function listed(rows, format)
  local told, items = parts.largest(rows, MAX_ITEMS), {}
  local short = called(parts.pick(told, "name"))
  for i, row in ipairs(told) do
    items[i] = format(row, short[i])
  end
  if #rows > #told then
    items[#items + 1] = ("and %d more"):format(#rows - #told)
  end
  return table.concat(items, "; ")
end

function words.sentiment_distribution(data)
  if data.n == 0 then
    return nil
  end
  local function of(label)
    return count(stats.sum(data.counts[label]))
  end
  return ("%s scored %s: %s negative, %s neutral, %s positive; the median "
    .. "score is %s."):format(count(data.n), plural.noun(data.n,
    "conversation"), of "negative", of "neutral", of "positive",
    signed(data.median))
end

local function medians(what, rows)
  local scored = {}
  for _, row in ipairs(rows) do
    if row.n > 0 then
      scored[#scored + 1] = row
    end
  end
  if #scored == 0 then
    return nil
  end
  return ("Median sentiment score by %s: %s."):format(what,
    listed(scored, function(row, name)
      return ("%s %s (n = %s)"):format(name, signed(row.box.median),
        count(row.n))
    end))
end

function words.outcome_vs_sentiment(rows)
  return medians("outcome", rows)
end

function words.sentiment_by_topic(rows)
  return medians("topic", rows)
end

function words.topic_clusters(rows)
  if #rows == 0 then
    return nil
  end
  return ("Conversations by topic: %s."):format(listed(rows,
    function(row, name)
      return ("%s %s"):format(name, count(row.n))
    end))
end

local function most_frequent(counts)
  local best = 1
  for k, n in ipairs(counts) do
    if n > counts[best] then
      best = k
    end
  end
  return best
end

function words.outcome_by_topic(data)
  local rows, outcomes = {}, called(data.outcomes)
  for i, name in ipairs(data.topics) do
    local counts = data.counts[i]
    local total = stats.sum(counts)
    if total > 0 then
      rows[#rows + 1] = { name = name, n = total, counts = counts }
    end
  end
  if #rows == 0 then
    return nil
  end
  return ("Most frequent outcome by topic: %s."):format(listed(rows,
    function(row, name)
      local best = most_frequent(row.counts)
      return ("%s %s (%s of %s)"):format(name, outcomes[best],
        percent(row.counts[best], row.n), count(row.n))
    end))
end

local function tenth(i)
  return i == 1 and "at the beginning" or i == 10 and "at the end"
    or ("in tenth %d"):format(i)
end

-- "customers from +0.10 at the beginning to +0.31 at the end", or the one
-- tenth that has a mean.
local function course(who, series)
  local first, last
  for i, mean in ipairs(series.mean) do
    if mean then
      first, last = first or i, i
    end
  end
  if first == last then
    return first and ("%s %s %s"):format(who, signed(series.mean[first]),
      tenth(first))
  end
  return ("%s from %s %s to %s %s"):format(who,
    signed(series.mean[first]), tenth(first), signed(series.mean[last]),
    tenth(last))
end

function words.sentiment_course(data)
  local courses = {}
  for _, speaker in ipairs { "customer", "agent" } do
    courses[#courses + 1] = course(speaker .. "s", data[speaker])
  end
  return #courses > 0 and ("Mean score of a turn by tenth of the conversation: "
    .. "%s."):format(table.concat(courses, ", ")) or nil
end

function words.sentiment_by_day(data)
  local lowest, highest
  for i, mean in ipairs(data.mean) do
    if mean and (not lowest or mean < data.mean[lowest]) then
      lowest = i
    end
    if mean and (not highest or mean > data.mean[highest]) then
      highest = i
    end
  end
  if lowest == highest then
    return lowest and ("Mean sentiment score on %s: %s (n = %s)."):format(
      data.days[lowest], signed(data.mean[lowest]), count(data.n[lowest]))
  end
  return ("Mean sentiment score by day from %s to %s: lowest %s on"
    .. " %s (n = %s), highest %s on %s (n = %s)."):format(data.days[1],
    data.days[#data.days], signed(data.mean[lowest]), data.days[lowest],
    count(data.n[lowest]), signed(data.mean[highest]), data.days[highest],
    count(data.n[highest]))
end

function words.k_sweep(data)
  for i, k in ipairs(data.k) do
    if k == data.chosen then
      return ("Of %d to %d topics, %d have the highest silhouette, %s."):
        format(data.k[1], data.k[#data.k], k,
          rounded.fixed(data.silhouette[i], 3))
    end
  end
  return nil
end

return words
