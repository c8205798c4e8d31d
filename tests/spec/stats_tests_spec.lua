-- stats_tests_spec.lua: tests, effects and intervals against SciPy and
-- statsmodels, and what they answer where there is little or no data.

local stats = require "undertone.stats"
local reference = dofile("tests/fixtures/stats_scipy.lua")
local groups, small = reference.groups, reference.small

local compare = require "near"
local near, all_near = compare.near, compare.all_near

local function fields_near(result, expected, tolerance)
  for name, value in pairs(expected) do
    if type(value) == "number" then
      near(result[name], value, tolerance, name)
    end
  end
end

-- As steps() of make_stats_scipy.py: { n, start, size, times }.
local function steps(case)
  local n, start, size, times = table.unpack(case)
  local list = {}
  for i = 1, n do
    list[i] = start + size * ((i - 1) * times % n)
  end
  return list
end

-- body(samples, expected) of what is hard: few values, heavy ties, p of
-- 1e-230 and of 1.
local function each_hard(body)
  for _, expected in ipairs(reference.hard) do
    local samples = {}
    for i, case in ipairs(expected.samples) do
      samples[i] = steps(case)
    end
    body(samples, expected)
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
    each_hard(function(samples, expected)
      fields_near(stats.kruskal(samples), expected.kruskal, 1e-9)
    end)
  end)

  it("the interval of eta squared begins at 0 where p is large", function()
    local alike = { { 1, 4, 5, 8, 9, 12, 14, 16 },
      { 2, 3, 6, 7, 10, 11, 13, 15 } }
    local test = stats.kruskal(alike)
    assert(test.p > 0.9 and test.epsilon2 > 0 and test.eta2 == 0)
    assert(test.low == 0 and 0 < test.high)
    local wide, narrow = stats.kruskal(groups, 0.99), stats.kruskal(groups, 0.5)
    assert(wide.low < narrow.low and narrow.low < narrow.eta2)
    assert(narrow.eta2 < narrow.high and narrow.high < wide.high)
  end)

  it("and both ends are 1 where nothing is left within groups", function()
    local apart = stats.kruskal({ { 1, 1, 1 }, { 2, 2, 2 } })
    near(apart.low, 1, 1e-12, "low")
    assert(apart.high == apart.low)
    local single = stats.kruskal({ { 1 }, { 2 } })
    assert(single.epsilon2 == 1 and single.eta2 == nil and single.low == nil)
  end)

  it("Dunn with Holm", function()
    local function check(samples, expected)
      for k, pair in ipairs(stats.dunn(samples)) do
        near(pair.z, expected.z[k], 1e-12, "z")
        near(pair.p, expected.p[k], 1e-9, "p")
        near(pair.adjusted, expected.holm[k], 1e-9, "adjusted")
      end
    end
    check(groups, reference.dunn)
    each_hard(function(samples, expected)
      check(samples, expected.dunn)
    end)
    local found = stats.dunn({ groups[1], {}, groups[2] })
    assert(#found == 1 and found[1].i == 1 and found[1].j == 3)
    assert(stats.dunn({ { 1, 1 }, { 1 } })[1].p == 1)
    assert(#stats.dunn({}) == 0)
  end)

  it("Welch's analysis as statsmodels", function()
    fields_near(stats.welch(groups), reference.welch, 1e-9)
    each_hard(function(samples, expected)
      fields_near(stats.welch(samples), expected.welch, 1e-9)
    end)
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
    each_hard(function(samples, expected)
      fields_near(stats.mann_whitney(samples[1], samples[2]),
        expected.mann_whitney, 1e-9)
    end)
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
    fields_near(stats.cliff(small[1], reference.large), reference.cliff[3],
      1e-12)
    local apart = stats.cliff({ 3, 4, 5 }, { 1, 2 })
    assert(apart.delta == 1 and apart.a == 1 and apart.high == 1)
    assert(apart.low < 1)
    assert(stats.cliff({ 1 }, { 1 }).a == 0.5)
    assert(stats.cliff({ 1 }, { 1 }).low == nil)
  end)

  it("Spearman as SciPy", function()
    local result = stats.spearman(every, reference.durations)
    fields_near(result, reference.spearman, 1e-9)
    each_hard(function(samples, expected)
      local x, y = samples[1], samples[2]
      local few = math.min(#x, #y)
      fields_near(stats.spearman(table.move(x, 1, few, 1, {}),
        table.move(y, 1, few, 1, {})), expected.spearman, 1e-9)
    end)
    local up, blocks = {}, {}
    for i = 0, 287 do
      up[i + 1], blocks[i + 1] = i, i // 32 * 32 + 31 - i % 32
    end
    fields_near(stats.spearman(up, blocks), reference.hard_spearman, 1e-9)
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
    for _, case in ipairs(reference.hard_p) do
      all_near(stats.holm(case.p), case.holm, 1e-15, "holm")
      all_near(stats.bh(case.p), case.bh, 1e-15, "bh")
    end
    assert(#stats.holm({}) == 0)
    assert(not pcall(stats.bh, { 1.5 }))
  end)

  it("chi-squared of a table as SciPy", function()
    local list = table.move(reference.hard_tables, 1,
      #reference.hard_tables, #reference.tables + 1, reference.tables)
    for _, expected in ipairs(list) do
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
