-- stats_spec.lua: describing samples and distribution tails, against NumPy,
-- SciPy, matplotlib and mpmath.

local stats = require "undertone.stats"
local reference = dofile("tests/fixtures/stats_scipy.lua")

local compare = require "near"
local near, all_near = compare.near, compare.all_near

local samples = { table.unpack(reference.groups) }
samples[#samples + 1] = reference.large

local function each_sample(body)
  for i, expected in ipairs(reference.describe) do
    body(samples[i], expected)
  end
end

describe("stats describes a sample:", function()
  it("mean, deviation and quantiles", function()
    local fractions = { 0, 0.1, 0.25, 0.33, 0.5, 0.75, 0.975, 1 }
    each_sample(function(list, expected)
      near(stats.mean(list), expected.mean, 1e-14, "mean")
      near(stats.sd(list), expected.sd, 1e-14, "sd")
      for i, fraction in ipairs(fractions) do
        near(stats.quantile(list, fraction), expected.quantiles[i], 0)
      end
    end)
  end)

  it("boxes as matplotlib", function()
    each_sample(function(list, expected)
      local box = stats.box(list)
      for _, name in ipairs({ "low", "q1", "median", "q3", "high" }) do
        near(box[name], expected.box[name], 1e-15, name)
      end
      assert(box.n == #list)
      all_near(box.outliers, expected.box.outliers, 0, "outliers")
    end)
  end)

  it("bins and counts as NumPy", function()
    each_sample(function(list, expected)
      local bins = stats.auto_bins(list)
      all_near(stats.edges(bins), expected.edges, 1e-15, "edges")
      all_near(stats.histogram(list, bins), expected.counts, 0, "counts")
    end)
  end)

  it("ranks with ties", function()
    each_sample(function(list, expected)
      all_near(stats.ranks(list), expected.ranks, 0, "ranks")
    end)
  end)

  it("density as gaussian_kde", function()
    each_sample(function(list, expected)
      local width = stats.scott(list)
      all_near(stats.density(list, expected.grid, width), expected.density,
        1e-12, "density")
    end)
  end)

  it("density that stays within bounds", function()
    local list, width = { -1, -0.9, 0.2, 0.95, 1 }, 0.3
    local grid = stats.grid(-1, 1, 2001)
    local sum = 0
    for i, value in ipairs(stats.density(list, grid, width, -1, 1)) do
      sum = sum + value * ((i == 1 or i == #grid) and 0.5 or 1) * 0.001
    end
    near(sum, 1, 1e-3, "mass")
    local outside = stats.density(list, { -1.01, 1.01 }, width, -1, 1)
    assert(outside[1] == 0 and outside[2] == 0)
  end)

  it("bins of few or equal values", function()
    local bins = stats.auto_bins({})
    assert(bins.first == 0 and bins.last == 1 and bins.count == 1)
    bins = stats.auto_bins({ 3, 3, 3 })
    assert(bins.first == 2.5 and bins.last == 3.5 and bins.count == 1)
    assert(stats.histogram({ 3, 3, 3, 9 }, bins)[1] == 3)
    local far = { 0, 1e9 }
    for i = 1, 100 do
      far[i + 2] = i / 1e9
    end
    local none, message, code = stats.auto_bins(far)
    assert(none == nil and message and code == "limit")
  end)

  it("what too few values cannot say", function()
    assert(stats.sum({}) == 0 and stats.sum({ 1, 2 }) == 3)
    assert(stats.mean({}) == nil and stats.quantile({}, 0.5) == nil)
    assert(stats.sd({ 1 }) == nil and stats.scott({ 1 }) == nil)
    assert(stats.box({ 2 }).high == 2)
  end)

  it("and refuses what is no number", function()
    local _, why = pcall(stats.mean, { 1, 0 / 0 })
    assert(why:find("value 2 of the list is not finite", 1, true), why)
    _, why = pcall(stats.mean, { 1, "2" })
    assert(why:find("value 2 of the list is a string", 1, true), why)
    assert(not pcall(stats.mean, 3))
    assert(not pcall(stats.box, {}))
    assert(not pcall(stats.quantile, { 1 }, 1.5))
    assert(not pcall(stats.density, { 1 }, { 1 }, 0))
    local empty = { first = 1, last = 1, count = 1 }
    assert(not pcall(stats.histogram, { 1 }, empty))
  end)
end)

local function check_tails(name)
  local sf = stats[name .. "_sf"]
  for _, case in ipairs(reference[name .. "_sf"]) do
    local x, a, b = case[1], case[2], case[3]
    if #case == 2 then a = nil end
    if #case == 3 then b = nil end
    near(sf(x, a, b), case[#case], 1e-11, name .. " tail at " .. x)
  end
end

-- A quantile is right when its tails are the wanted ones.
local function check_quantiles(name, ...)
  local sf, quantile = stats[name .. "_sf"], stats[name .. "_quantile"]
  for _, p in ipairs({ 1e-6, 0.025, 0.3, 0.5, 0.9, 0.999999 }) do
    near(sf(quantile(p, ...), ...), 1 - p, 1e-9, name .. " quantile " .. p)
  end
end

describe("stats distributions:", function()
  it("tails, far ones too", function()
    for _, name in ipairs({ "normal", "chi2", "student", "f" }) do
      check_tails(name)
    end
  end)

  it("quantiles invert the tails", function()
    check_quantiles("normal")
    check_quantiles("chi2", 1)
    check_quantiles("chi2", 37.5)
    check_quantiles("student", 1)
    check_quantiles("student", 12)
    check_quantiles("f", 3, 20)
    near(stats.normal_quantile(0.975), 1.959963984540054, 1e-15)
    near(stats.normal_quantile(1e-300), -37.0471, 1e-6)
    assert(stats.student_quantile(0.5, 4) == 0)
  end)

  it("refuse what they are not defined for", function()
    assert(not pcall(stats.chi2_sf, 1, 0))
    assert(not pcall(stats.chi2_sf, 0 / 0, 1))
    assert(not pcall(stats.normal_quantile, 1))
    assert(stats.chi2_sf(-1, 3) == 1 and stats.f_sf(math.huge, 1, 2) == 0)
  end)
end)
