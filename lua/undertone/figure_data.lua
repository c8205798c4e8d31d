-- figure_data.lua: the numbers behind each stock figure, from a job.
--
--   data.NAME(job) --> what charts.NAME draws, or nil: nothing to say
--
-- Sums over turns are made in the store, so that memory does not grow with
-- the number of conversations; only scores are held in lists.

local failure = require "undertone.failure"
local relations = require "undertone.relations"
local stats = require "undertone.stats"
local time = require "undertone.time"

local data = {}

local BINS = 40 -- of the distribution, over the whole range of a score
local CURVE_POINTS = 401
local MIN_FOR_CURVE = 10 -- different scores: fewer are spikes, not a curve
local MAX_AS_POINTS = 20 -- from there on a group is a box, whatever min_n is
local MAX_FOR_CURVE = 2000 -- so many quantiles draw the same curve
local TENTHS = 10
local LEVEL = 0.95
local DAY = 86400
local MAX_DAYS = 3660 -- ten years; a longer window leaves its gaps undrawn

-- --- distributions ---------------------------------------------------------

local function scores_by_label(store)
  local by_label = { negative = {}, neutral = {}, positive = {} }
  for _, row in ipairs(store:query [[SELECT label, score FROM conversation
      WHERE run = ? AND score IS NOT NULL AND excluded IS NULL
      ORDER BY position]]) do
    local list = by_label[row.label]
    list[#list + 1] = row.score
  end
  return by_label
end

-- Every n-th of a sorted list, so that a curve over very many costs no more.
local function thinned(sorted)
  local step = (#sorted - 1) // MAX_FOR_CURVE + 1
  local list = {}
  for i = (step + 1) // 2, #sorted, step do
    list[#list + 1] = sorted[i]
  end
  return list
end

-- Whether a sorted list holds fewer than `least` different values.
local function is_coarse(sorted, least)
  local different = 0
  for i, value in ipairs(sorted) do
    different = different + (value ~= sorted[i - 1] and 1 or 0)
    if different >= least then
      return false
    end
  end
  return true
end

-- The density of sorted scores in conversations per bin, bounded to [-1, 1].
local function curve_of(sorted, width)
  if is_coarse(sorted, MIN_FOR_CURVE) then
    return nil
  end
  local bandwidth = stats.scott(sorted)
  local x = stats.grid(-1, 1, CURVE_POINTS)
  local y = failure.check(stats.density(thinned(sorted), x, bandwidth,
    -1, 1))
  for i, density in ipairs(y) do
    y[i] = density * #sorted * width
  end
  return { x = x, y = y }
end

function data.sentiment_distribution(job)
  local bins = { first = -1, last = 1, count = BINS }
  local counts, all = {}, {}
  for label, scores in pairs(scores_by_label(job.store)) do
    counts[label] = stats.histogram(scores, bins)
    table.move(scores, 1, #scores, #all + 1, all)
  end
  table.sort(all) -- and with that the order of pairs does not matter
  return { edges = stats.edges(bins), counts = counts, n = #all,
    median = #all > 0 and stats.quantile(all, 0.5) or nil,
    curve = curve_of(all, 2 / BINS), min_for_curve = MIN_FOR_CURVE }
end

-- A group that is too small to be tested shows its scores, not only a box.
local function box_row(job, name, scores)
  local min_n = math.min(job.settings.relate.min_n, MAX_AS_POINTS)
  return { name = name, n = #scores, min_n = min_n,
    points = #scores < min_n and scores or nil,
    box = #scores > 0 and stats.box(scores) or nil }
end

function data.outcome_vs_sentiment(job)
  local rows = {}
  for i, group in ipairs(job.outcomes) do
    rows[i] = box_row(job, group.outcome, group.scores)
  end
  return rows
end

function data.sentiment_by_topic(job)
  local rows, scores = {}, relations.scores_by_topic(job.store)
  for i, topic in ipairs(job.topics.list) do
    rows[i] = box_row(job, topic.name, scores[topic.id] or {})
  end
  return rows
end

-- --- topics ----------------------------------------------------------------

function data.topic_clusters(job)
  local rows = {}
  for i, topic in ipairs(job.topics.list) do
    rows[i] = { name = topic.name, n = topic.size }
  end
  return rows
end

function data.outcome_by_topic(job)
  local mix = { topics = {}, outcomes = {}, counts = {} }
  local row_of, column_of = {}, {}
  for i, group in ipairs(job.outcomes) do
    mix.outcomes[i], column_of[group.outcome] = group.outcome, i
  end
  for i, topic in ipairs(job.topics.list) do
    mix.topics[i], row_of[topic.id], mix.counts[i] = topic.name, i, {}
    for k in ipairs(mix.outcomes) do
      mix.counts[i][k] = 0
    end
  end
  for _, row in ipairs(job.store:query [[SELECT topic, outcome,
      COUNT(*) AS n FROM conversation WHERE run = ? AND topic IS NOT NULL
      AND excluded IS NULL GROUP BY 1, 2]]) do
    mix.counts[row_of[row.topic]][column_of[row.outcome]] = row.n
  end
  return mix
end

-- Nothing when the number of topics was given.
function data.k_sweep(job)
  if job.settings.topics.k ~= "auto" then
    return nil
  end
  local sweep = { k = {}, silhouette = {}, chosen = job.topics.k }
  for i, row in ipairs(job.topics.sweep) do
    sweep.k[i], sweep.silhouette[i] = row.k, row.silhouette
  end
  return sweep
end

-- --- over time -------------------------------------------------------------

-- Mean and interval (Student's t, kept within the range of a score) of n
-- values by their sums; false without values or, for the ends, with one.
local function mean_of(n, sum, squares)
  if n == 0 then
    return false, false, false
  end
  local mean = sum / n
  if n == 1 then
    return mean, false, false
  end
  local variance = math.max(0, squares - n * mean * mean) / (n - 1)
  local reach = stats.student_quantile(1 - (1 - LEVEL) / 2, n - 1)
    * math.sqrt(variance / n)
  return mean, math.max(-1, mean - reach), math.min(1, mean + reach)
end

-- A point of fewer than min_n conversations has its n, but no mean.
local function put(series, i, n, sum, squares)
  local shown = n >= series.min_n and n or 0
  series.n[i] = n
  series.mean[i], series.low[i], series.high[i] = mean_of(shown, sum, squares)
end

local function new_series(count, job)
  local series = { n = {}, mean = {}, low = {}, high = {},
    min_n = job.settings.relate.min_n }
  for i = 1, count do
    put(series, i, 0, 0, 0)
  end
  return series
end

-- A turn belongs to the tenth that its middle lies in; a conversation with
-- several turns there counts once, with their mean. (Without MATERIALIZED
-- the turns of a conversation are counted once a turn.)
local COURSE = [[
  WITH c AS MATERIALIZED (
    SELECT key, (SELECT MAX(position) FROM turn WHERE conversation = key)
      AS turns
    FROM conversation WHERE run = ? AND status = 'ok' AND excluded IS NULL)
  SELECT speaker, tenth, COUNT(*) AS n, SUM(m) AS sum, SUM(m * m) AS squares
  FROM (
    SELECT t.speaker AS speaker, AVG(t.compound) AS m,
      (2 * t.position - 1) * 10 / (2 * c.turns) AS tenth
    FROM c CROSS JOIN turn t ON t.conversation = c.key
    WHERE t.compound IS NOT NULL AND t.speaker IN ('customer', 'agent')
    GROUP BY c.key, t.speaker, tenth)
  GROUP BY speaker, tenth]]

function data.sentiment_course(job)
  local course = { customer = new_series(TENTHS, job),
    agent = new_series(TENTHS, job) }
  for _, row in ipairs(job.store:query(COURSE)) do
    put(course[row.speaker], row.tenth + 1, row.n, row.sum, row.squares)
  end
  return course
end

-- Every day from the first to the last, or only those with scores when
-- there are too many.
local function day_list(rows)
  local first, last = time.parse(rows[1].day), time.parse(rows[#rows].day)
  local days = {}
  if last - first > MAX_DAYS * DAY then
    for i, row in ipairs(rows) do
      days[i] = row.day
    end
    return days
  end
  for at = first, last, DAY do
    days[#days + 1] = time.format(at):sub(1, 10)
  end
  return days
end

-- Days of UTC; conversations whose time is not known are on none.
function data.sentiment_by_day(job)
  local rows = {}
  for _, row in ipairs(job.store:query [[SELECT substr(start_time, 1, 10)
        AS day, COUNT(*) AS n, SUM(score) AS sum,
        SUM(score * score) AS squares
      FROM conversation WHERE run = ? AND score IS NOT NULL
      AND excluded IS NULL GROUP BY 1 ORDER BY 1]]) do
    if time.parse(row.day) then
      rows[#rows + 1] = row
    end
  end
  local days = #rows > 0 and day_list(rows) or {}
  local series, place = new_series(#days, job), {}
  for i, day in ipairs(days) do
    place[day] = i
  end
  for _, row in ipairs(rows) do
    put(series, place[row.day], row.n, row.sum, row.squares)
  end
  series.days = days
  return series
end

return data
