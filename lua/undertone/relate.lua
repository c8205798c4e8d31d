-- relate.lua: how outcomes relate to sentiment, labels, topics and duration.
--
--   relate.outcomes(data, options) --> result
--   relate.mean_interval(scores, options) --> { low, high, resamples }, empty
--                   with fewer than options.min_n scores or equal ones
--
-- data.outcomes   list of { outcome = name, scores = list, missing = any }, in
--                 the order to show; as undertone.outcomes makes it
-- data.labels     list of { name =, counts = { [outcome] = n } }, may be nil
-- data.topics     the same by topic, may be nil
-- data.durations  { scores = list, seconds = list } row by row, may be nil
-- options         see DEFAULTS; words = { [outcome] = "an escalated" } names
--                 an outcome in a sentence
--
-- result.outcomes    list of { outcome, n, missing, is_few, is_equal, mean,
--                    q1, median, q3, low, high, resamples }: the interval is
--                    nil where scores are few or equal, mean and quartiles
--                    where there are none; no interval here has no width
-- result.test        { method = "kruskal" | "mann_whitney", p, epsilon2, eta2,
--                    low, high = of eta2, epsilon_low, epsilon_high,
--                    reading, h, df | u, welch, groups, n,
--                    is_constant = all scores are equal } or { reason = }:
--                    see undertone.stats.kruskal
-- result.pairs       list of { a, b, n_a, n_b, z, p, adjusted, delta, chance,
--                    low, high }: chance that a scores below b, with interval;
--                    z below 0: a ranks lower among the scores of all; of
--                    just two outcomes also u: how often a scores above b
-- result.labels      { rows, columns, counts, shares, chi2, df, p, v, ... }:
--                    shares[row][column] = { share, low, high } of the row;
--                    kept = the columns of at least options.min_n, which
--                    alone are tested: expected and residuals are false in
--                    the others; is_few = fewer than two, so no test;
--                    resamples where p is a Monte Carlo one
-- result.topics      { table = as labels, list = { name, n, is_few, p,
--                    adjusted, v, chi2, df, tested = n with the rest,
--                    residuals = list by column }, tested }
-- result.duration    { rho, p, n, low, high } or nil
-- result.sentences   list of plain sentences, in this order
-- result.surest      the surest difference between two outcomes as a clause
--                    of a sentence, nil if none is clear
--
-- Effects come before p-values; groups under options.min_n are described but
-- not tested. The same data and options give the same result.

local failure = require "undertone.failure"
local intervals = require "undertone.relate_intervals"
local stats = require "undertone.stats"
local tables = require "undertone.relate_tables"
local words = require "undertone.relate_words"

local relate = {}

local DEFAULTS = {
  min_n = 8, -- fewer scores than this: no test, "too few to say"
  seed = 42, -- of every resampling
  resamples = 9999, -- at most; see undertone.relate_intervals
  level = 0.95, -- of every interval
  negligible = 0.147, -- Cliff's delta that would not matter (Romano 2006)
  large_n = 1000, -- from here on a warning that p says little
  noun = "call", -- what a sentence calls a conversation
  words = {},
}

local function with_defaults(options)
  local merged = {}
  for key, value in pairs(DEFAULTS) do
    merged[key] = value
  end
  for key, value in pairs(options or {}) do
    if DEFAULTS[key] == nil then
      error(("unknown option '%s'"):format(tostring(key)), 3)
    end
    merged[key] = value
  end
  return merged
end

local function describe(group, options)
  local scores = group.scores
  local row = {
    outcome = group.outcome, missing = group.missing,
    n = #scores, is_few = #scores < options.min_n,
    is_equal = #scores > 1 and intervals.are_equal(scores),
  }
  if row.n > 0 then
    row.mean, row.median = stats.mean(scores), stats.quantile(scores, 0.5)
    row.q1 = stats.quantile(scores, 0.25)
    row.q3 = stats.quantile(scores, 0.75)
  end
  local interval = intervals.of_mean(scores, options)
  row.low, row.high = interval.low, interval.high
  row.resamples = interval.resamples
  return row
end

-- The groups large enough to test, and how many scores they hold.
local function testable(groups, options)
  local kept, n = {}, 0
  for _, group in ipairs(groups) do
    if #group.scores >= options.min_n then
      kept[#kept + 1] = group
      n = n + #group.scores
    end
  end
  return kept, n
end

local function scores_of(groups)
  local lists = {}
  for i, group in ipairs(groups) do
    lists[i] = group.scores
  end
  return lists
end

-- The usual reading of eta squared (Tomczak and Tomczak 2014).
local function reading(eta2)
  if eta2 < 0.01 then
    return "negligible"
  end
  return eta2 < 0.06 and "small" or eta2 < 0.14 and "moderate" or "large"
end

local function is_constant(lists)
  for _, list in ipairs(lists) do
    if list[1] ~= lists[1][1] or not intervals.are_equal(list) then
      return false
    end
  end
  return true
end

-- Epsilon and eta squared are one H on two scales, each linear in it, so the
-- interval of eta has its place on epsilon's, too. Eta was cut at 0.
local function add_epsilon_interval(test)
  if not intervals.drop_empty(test).low then
    return
  end
  local k, n = test.groups, test.n
  local function on_scale(eta)
    return math.min(1, (eta * (n - k) + k - 1) / (n - 1))
  end
  test.epsilon_low = test.low > 0 and on_scale(test.low) or 0.0
  test.epsilon_high = on_scale(test.high)
end

local function overall_test(groups, n, options)
  if #groups < 2 then
    return { reason = "few", groups = #groups, n = n }
  end
  local lists = scores_of(groups)
  local test = failure.check(stats.kruskal(lists, options.level))
  test.method, test.groups, test.n = "kruskal", #groups, n
  test.reading, test.is_constant = reading(test.eta2), is_constant(lists)
  add_epsilon_interval(test)
  test.welch = stats.welch(lists)
  if #groups == 2 then
    local two = stats.mann_whitney(lists[1], lists[2])
    test.method, test.u, test.p = "mann_whitney", two.u, two.p
    test.is_exact = two.is_exact
  end
  return test
end

-- A pair with the better group second, so that chance is 0.5 or more: the
-- chance that one of a scores below one of b.
local function describe_pair(lower, higher, options)
  local effect = stats.cliff(higher.scores, lower.scores, options.level)
  if effect.delta < 0 then
    return describe_pair(higher, lower, options)
  end
  return {
    a = lower.outcome, b = higher.outcome,
    n_a = #lower.scores, n_b = #higher.scores,
    delta = effect.delta, chance = effect.a,
    low = (effect.low + 1) / 2, high = (effect.high + 1) / 2,
  }
end

local function compare_pairs(groups, test, options)
  local found = {}
  for k, dunn in ipairs(stats.dunn(scores_of(groups))) do
    local pair = describe_pair(groups[dunn.i], groups[dunn.j], options)
    pair.p, pair.adjusted = dunn.p, dunn.adjusted
    pair.z = pair.a == groups[dunn.i].outcome and dunn.z or 0 - dunn.z
    if test.method == "mann_whitney" then
      pair.p, pair.adjusted = test.p, test.p
      pair.u = pair.a == groups[1].outcome and test.u
        or pair.n_a * pair.n_b - test.u
    end
    found[k] = pair
  end
  return found
end

local function relate_duration(durations, options)
  if not durations or #durations.scores < options.min_n then
    return nil
  end
  return intervals.drop_empty(stats.spearman(durations.scores,
    durations.seconds, options.level))
end

function relate.mean_interval(scores, options)
  return intervals.of_mean(scores, with_defaults(options))
end

function relate.outcomes(data, options)
  options = with_defaults(options)
  local result = { options = options, outcomes = {} }
  local columns = {}
  for i, group in ipairs(data.outcomes) do
    result.outcomes[i] = describe(group, options)
    columns[i] = group.outcome
  end
  local groups, n = testable(data.outcomes, options)
  result.test = overall_test(groups, n, options)
  result.pairs = compare_pairs(groups, result.test, options)
  result.labels = tables.cross(data.labels or {}, columns, options)
  result.topics = tables.topics(data.topics or {}, columns, options)
  result.duration = relate_duration(data.durations, options)
  result.sentences = words.sentences(result)
  result.surest = words.surest(result)
  return result
end

return relate
