-- stats_tests_spec.lua: tests, effects and intervals against SciPy and
-- statsmodels, and what they answer where there is little or no data.

local stats = require "undertone.stats"
local reference = dofile("tests/fixtures/stats_scipy.lua")
local groups, small = reference.groups, reference.small

local compare = dofile("tests/near.lua")
local near, all_near = compare.near, compare.all_near

local function fields_near(result, expected, tolerance)
  for name, value in pairs(expected) do
    if type(value) == "number" then
      near(result[name], value, tolerance, name)
    end
  end
end

local every = {}
for _, group in ipairs(groups) do
  table.move(group, 1, #group, #every + 1, every)
end

describe("stats bootstrap", function()
  it("gives SciPy's BCa intervals from the same seed", function()
    local cases = {
      { groups[1], { seed = 42, resamples = 999 } },
      { reference.large, { seed = 7, resamples = 999 } },
      { groups[3], { seed = 1 } },
    }
    for i, case in ipairs(cases) do
      local interval = stats.mean_interval(case[1], case[2])
      fields_near(interval, reference.bootstrap[i], 1e-9)
    end
  end)

  it("has an answer for equal, single and no values", function()
    local same = stats.mean_interval({ 0.1, 0.1, 0.1 })
    assert(same.low == 0.1 and same.high == 0.1)
    assert(stats.mean_interval({ 1 }).low == nil)
    assert(stats.mean_interval({}).high == nil)
  end)

  it("refuses a bad plan", function()
    assert(not pcall(stats.mean_interval, { 1, 2 }, { seed = -1 }))
    assert(not pcall(stats.mean_interval, { 1, 2 }, { resamples = 0 }))
    assert(not pcall(stats.mean_interval, { 1, 2 }, { resamples = 1.5 }))
    assert(not pcall(stats.mean_interval, { 1, 2 }, { level = 1 }))
  end)
end)

describe("stats across groups", function()
  it("Kruskal-Wallis as SciPy", function()
    local test = stats.kruskal(groups)
    fields_near(test, reference.kruskal, 1e-9)
    assert(test.df == 2)
    near(test.epsilon2, test.h / (#every - 1), 1e-15)
    local with_empty = { groups[1], {}, groups[2], groups[3] }
    near(stats.kruskal(with_empty).p, test.p, 1e-15)
  end)

  it("epsilon squared has an interval around it", function()
    local test = stats.kruskal(groups)
    local plan = { seed = 3, resamples = 2000 }
    local interval = stats.epsilon2_interval(groups, plan)
    assert(interval.low < test.epsilon2 and test.epsilon2 < interval.high)
    assert(interval.low >= 0 and interval.high <= 1)
    local again = stats.epsilon2_interval(groups, plan)
    assert(again.low == interval.low and again.high == interval.high)
    local apart = { { 1, 1, 1 }, { 2, 2, 2 } }
    near(stats.epsilon2_interval(apart, plan).low, 1, 1e-12)
  end)

  it("Dunn with Holm", function()
    local expected = reference.dunn
    for k, pair in ipairs(stats.dunn(groups)) do
      near(pair.z, expected.z[k], 1e-12, "z")
      near(pair.p, expected.p[k], 1e-9, "p")
      near(pair.adjusted, expected.holm[k], 1e-9, "adjusted")
    end
    local found = stats.dunn({ groups[1], {}, groups[2] })
    assert(#found == 1 and found[1].i == 1 and found[1].j == 3)
    assert(stats.dunn({ { 1, 1 }, { 1 } })[1].p == 1)
    assert(#stats.dunn({}) == 0)
  end)

  it("Welch's analysis as statsmodels", function()
    fields_near(stats.welch(groups), reference.welch, 1e-9)
    assert(stats.welch({ { 1, 2 }, { 3 } }).p == nil)
    assert(stats.welch({ { 1, 2 }, { 3, 3 } }).p == nil)
  end)

  it("no difference where all is equal or alone", function()
    local test = stats.kruskal({ { 1, 1 }, { 1 } })
    assert(test.h == 0 and test.p == 1 and test.epsilon2 == 0)
    assert(stats.kruskal({ { 1, 2 } }).p == nil)
    assert(stats.kruskal({}).h == nil)
  end)
end)

describe("stats of two samples", function()
  it("Mann-Whitney as SciPy, exact and not", function()
    local cases, shifted = reference.mann_whitney, {}
    for i = 1, 300 do
      shifted[i] = reference.large[i] + 0.00001
    end
    local results = {
      stats.mann_whitney(groups[1], groups[2]),
      stats.mann_whitney(small[1], small[2]),
      stats.mann_whitney(small[2], shifted),
    }
    for i, result in ipairs(results) do
      fields_near(result, cases[i], 1e-9)
      assert(result.is_exact == (i == 2))
    end
    assert(stats.mann_whitney({ 1, 1 }, { 1 }).p == 1)
  end)

  it("exact p of separated samples is 2 / C(n, m)", function()
    local many = {}
    for i = 1, 2000 do
      many[i] = i
    end
    near(stats.mann_whitney({ 0 }, many).p, 2 / 2001, 1e-14)
    near(stats.mann_whitney({ -2, -1, 0 }, many).p,
      2 * 6 / (2003 * 2002 * 2001), 1e-13)
    assert(stats.mann_whitney({ 1 }, { 2 }).p == 1)
  end)

  it("Cliff's delta", function()
    fields_near(stats.cliff(groups[1], groups[2]), reference.cliff[1], 1e-12)
    fields_near(stats.cliff(groups[3], groups[1]), reference.cliff[2], 1e-12)
    local apart = stats.cliff({ 3, 4, 5 }, { 1, 2 })
    assert(apart.delta == 1 and apart.a == 1 and apart.high == 1)
    assert(apart.low < 1)
    assert(stats.cliff({ 1 }, { 1 }).a == 0.5)
    assert(stats.cliff({ 1 }, { 1 }).low == nil)
  end)

  it("Spearman as SciPy", function()
    local result = stats.spearman(every, reference.durations)
    fields_near(result, reference.spearman, 1e-9)
    assert(result.low < result.rho and result.rho < result.high)
    local line = stats.spearman({ 1, 2, 3, 4 }, { 2, 4, 6, 9 })
    assert(line.rho == 1 and line.p == 0)
    assert(stats.spearman({ 1, 1, 1 }, { 1, 2, 3 }).rho == nil)
    assert(stats.spearman({}, {}).p == nil)
    assert(not pcall(stats.spearman, { 1 }, { 1, 2 }))
  end)
end)

describe("stats of counts", function()
  it("Wilson intervals as statsmodels", function()
    for _, case in ipairs(reference.wilson) do
      local hits, n, low, high = table.unpack(case)
      local interval = stats.wilson(hits, n)
      assert(math.abs(interval.low - low) < 1e-12, hits)
      assert(math.abs(interval.high - high) < 1e-12, hits)
    end
    assert(not pcall(stats.wilson, 3, 2))
    assert(not pcall(stats.wilson, 0, 0))
  end)

  it("adjusted p-values as statsmodels", function()
    all_near(stats.holm(reference.p_values), reference.holm, 1e-15, "holm")
    all_near(stats.bh(reference.p_values), reference.bh, 1e-15, "bh")
    assert(#stats.holm({}) == 0)
    assert(not pcall(stats.bh, { 1.5 }))
  end)

  it("chi-squared of a table as SciPy", function()
    for _, expected in ipairs(reference.tables) do
      local test = stats.chi2(expected.counts)
      assert(test.method == "chi2")
      fields_near(test, expected, 1e-9)
      for i, row in ipairs(expected.expected) do
        all_near(test.expected[i], row, 1e-12, "expected")
        all_near(test.residuals[i], expected.residuals[i], 1e-9, "residual")
      end
    end
  end)

  it("simulates when counts are small", function()
    -- Fisher's tea: the exact two-sided p is 34 / 70.
    local tea = { { 3, 1 }, { 1, 3 } }
    local test = stats.chi2(tea, { seed = 1 })
    assert(test.method == "monte_carlo")
    assert(math.abs(test.p - 34 / 70) < 0.015, test.p)
    assert(test.p == stats.chi2(tea, { seed = 1 }).p)
    assert(test.p ~= stats.chi2(tea, { seed = 2 }).p)
  end)

  it("leaves empty rows and columns out", function()
    local test = stats.chi2({ { 10, 0, 20 }, { 0, 0, 0 }, { 20, 0, 10 } })
    assert(test.df == 1 and test.least == 15)
    near(test.chi2, 20 / 3, 1e-14)
    assert(stats.chi2({ { 1, 2 } }).p == nil)
    assert(stats.chi2({ { 0, 0 }, { 0, 0 } }).df == 0)
  end)

  it("refuses what is no table of counts", function()
    assert(not pcall(stats.chi2, {}))
    assert(not pcall(stats.chi2, { { 1, 2 }, { 1 } }))
    assert(not pcall(stats.chi2, { { 1.5, 2 }, { 1, 1 } }))
    assert(not pcall(stats.chi2, { { -1, 2 }, { 1, 1 } }))
  end)
end)
