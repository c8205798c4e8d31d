-- relate_intervals.lua: how often undertone.relate resamples, and its
-- intervals of means. Options are those of undertone.relate.

local failure = require "undertone.failure"
local stats = require "undertone.stats"

local intervals = {}

-- The bootstrap may draw this many values a group; large groups, whose
-- intervals need it least, are resampled less often, but 999 times.
local DRAWS = 50000000

local function resamples_for(n, options)
  local affordable = math.max(999, DRAWS // math.max(n, 1))
  return math.min(options.resamples, affordable)
end

-- The plan of undertone.stats for n values.
function intervals.plan(n, options)
  return {
    seed = options.seed, level = options.level,
    resamples = resamples_for(n, options),
  }
end

-- A bootstrap of few values is too narrow: it takes their spread for that
-- of all values and knows no Student's t. A higher level makes up for it
-- (Hesterberg 2015, "What teachers should know about the bootstrap", 3.2).
local function expanded(level, n)
  local t = stats.student_quantile((1 + level) / 2, n - 1)
  local beyond = stats.normal_sf(t * math.sqrt(n / (n - 1)))
  return 1 - 2 * math.max(beyond, 1e-9)
end

function intervals.are_equal(scores)
  for _, value in ipairs(scores) do
    if value ~= scores[1] then
      return false
    end
  end
  return true
end

-- An interval of no width would claim certainty: then it has no ends.
function intervals.drop_empty(interval)
  if interval.low == interval.high then
    interval.low, interval.high = nil, nil
  end
  return interval
end

-- { low, high, resamples } of a mean; empty with fewer than min_n scores, and
-- with equal ones, which say nothing of the spread.
function intervals.of_mean(scores, options)
  local n = #scores
  if n < math.max(options.min_n, 2) or intervals.are_equal(scores) then
    return {}
  end
  local plan = intervals.plan(n, options)
  plan.level = expanded(options.level, n)
  local interval = failure.check(stats.mean_interval(scores, plan))
  interval.resamples = plan.resamples
  return interval
end

return intervals
