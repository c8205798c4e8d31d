-- coverage_spec.lua: do 95 % intervals hold what they promise? Samples are
-- drawn from small populations whose values are known exactly, and counted is
-- how often the interval holds the population's. A thousand draws tell a
-- coverage to about 0.7 percentage points (one standard deviation).

local relate = require "undertone.relate"
local stats = require "undertone.stats"

local RUNS = 1000
local LEAST = 0.93
local LEAST_HARD = 0.91 -- large effects and skewed scores
local ROUNDING = 1e-9

-- A list of n values: quantiles of a bell around a centre, made by shape.
local function population(n, center, sd, shape)
  local list = {}
  for i = 1, n do
    local value = center + sd * stats.normal_quantile((i - 0.5) / n)
    list[i] = shape and shape(value) or value
  end
  return list
end

local function draw(list, n)
  local sample = {}
  for i = 1, n do
    sample[i] = list[math.random(#list)]
  end
  return sample
end

-- Two of five scores or more are 0, as short neutral turns make them.
local function many_zeros(value)
  return math.abs(value) < 0.6 and 0 or value
end

local function in_steps(value)
  return math.floor(2 * value + 0.5) / 2
end

local function skewed(value)
  return 1 - 0.25 * math.exp(0.8 * value)
end

-- sample() --> interval; the share of runs whose interval holds `truth`.
local function coverage(truth, sample)
  local hits = 0
  math.randomseed(20261122)
  for _ = 1, RUNS do
    local interval = sample()
    if interval.low <= truth + ROUNDING
      and truth - ROUNDING <= interval.high then
      hits = hits + 1
    end
  end
  return hits / RUNS
end

local function assert_covers(name, least, truth, sample)
  local share = coverage(truth, sample)
  assert(share >= least, ("%s: %.3f of the intervals hold %.3f"):format(name,
    share, truth))
end

-- Groups of these sizes whose centres lie evenly from -effect to effect.
-- Forty times a sample's size keeps the shares of the groups, so that
-- epsilon squared of the populations is what samples estimate.
local function check_eta2(sizes, effect, shape, least)
  local populations = {}
  for i, n in ipairs(sizes) do
    local center = effect * (2 * (i - 1) / (#sizes - 1) - 1)
    populations[i] = population(40 * n, center, 1, shape)
  end
  local truth = stats.kruskal(populations).epsilon2
  local false_alarms = 0
  local name = ("eta squared, effect %.1f of %s"):format(effect,
    table.concat(sizes, ", "))
  assert_covers(name, least or LEAST, truth, function()
    local groups = {}
    for i, n in ipairs(sizes) do
      groups[i] = draw(populations[i], n)
    end
    local test = stats.kruskal(groups)
    assert(test.low <= test.eta2 and test.eta2 <= test.high)
    assert(test.low == 0 or test.p < 0.05)
    false_alarms = false_alarms + (test.low > 0 and 1 or 0)
    return test
  end)
  assert(effect > 0 or false_alarms / RUNS < 0.05, name)
end

describe("95 % intervals hold", function()
  local designs = { { 8, 8, 8 }, { 30, 30, 30 }, { 100, 60, 15 },
    { 8, 8, 8, 8, 8, 8, 8, 8, 8, 8 } }

  it("no effect, and begin at 0 then", function()
    for _, sizes in ipairs(designs) do
      check_eta2(sizes, 0)
      check_eta2(sizes, 0, many_zeros)
    end
  end)

  it("the share that outcomes account for", function()
    for i = 2, #designs do
      check_eta2(designs[i], 0.3)
      check_eta2(designs[i], 0.3, in_steps)
      check_eta2(designs[i], 0.8, nil, LEAST_HARD)
      check_eta2(designs[i], 0.8, in_steps, LEAST_HARD)
    end
  end)

  it("means, of few scores too", function()
    local options = { resamples = 999 }
    local shapes = { bell = false, zeros = many_zeros, skewed = skewed }
    for _, case in ipairs { { "bell", 8 }, { "bell", 60 }, { "zeros", 12 },
      { "skewed", 30, LEAST_HARD } } do
      local all = population(400, 0.1, 1, shapes[case[1]] or nil)
      assert_covers("mean, " .. case[1], case[3] or LEAST, stats.mean(all),
        function()
          return relate.mean_interval(draw(all, case[2]), options)
        end)
    end
  end)

  it("Cliff's delta", function()
    for _, case in ipairs { { 8, 8, 0 }, { 8, 40, 0.5 }, { 60, 25, 1 },
      { 8, 60, 2.5 }, { 200, 150, 2 } } do
      for _, shape in ipairs { many_zeros, in_steps } do
        local a = population(1000, case[3], 1, shape)
        local b = population(1000, 0, 1, shape)
        assert_covers("delta", LEAST, stats.cliff(a, b).delta, function()
          return stats.cliff(draw(a, case[1]), draw(b, case[2]))
        end)
      end
    end
  end)

  it("Spearman's rho", function()
    local bell = population(1000, 0, 1)
    for _, slope in ipairs { 0, 0.5, 2 } do
      local x, y = {}, {}
      for i, value in ipairs(bell) do
        x[i] = many_zeros(value)
        y[i] = in_steps(slope * value + bell[i * 377 % 1000 + 1])
      end
      for _, n in ipairs { 8, 60 } do
        assert_covers("rho", LEAST, stats.spearman(x, y).rho, function()
          local some_x, some_y = {}, {}
          for i = 1, n do
            local k = math.random(#x)
            some_x[i], some_y[i] = x[k], y[k]
          end
          return stats.spearman(some_x, some_y)
        end)
      end
    end
  end)

  it("shares on average, exactly counted", function()
    for _, n in ipairs { 8, 50, 400 } do
      local sum, shares = 0, 0
      for share = 0.01, 0.5, 0.01 do -- the others mirror them
        local ways = (1 - share) ^ n -- of no hit; then of one more each
        for hits = 0, n do
          local interval = stats.wilson(hits, n)
          if interval.low <= share and share <= interval.high then
            sum = sum + ways
          end
          ways = ways * (n - hits) / (hits + 1) * share / (1 - share)
        end
        shares = shares + 1
      end
      assert(math.abs(sum / shares - 0.95) < 0.01, n .. ": " .. sum / shares)
    end
  end)
end)
