-- k-means against scikit-learn 1.2.1: our own small corpus. The larger one of
-- the reference is compared in oracle_spec.lua.
local kmeans = require "undertone.kmeans"
local matrix = require "undertone.matrix"
local read_json = require "read_json"
local refuses = require "refuses"
local tfidf = require "undertone.tfidf"

local function check_result(result, expected)
  for i, label in ipairs(expected.labels) do
    assert(result.labels[i] == label, "label of row " .. i)
  end
  assert(#result.labels == #expected.labels)
  assert(result.iterations == expected.iterations)
  local slack = 1e-9 * math.max(expected.inertia, 1e-6)
  assert(math.abs(result.inertia - expected.inertia) <= slack)
end

local function fit(m, case)
  return kmeans.fit(m, {
    k = math.tointeger(case.k),
    seed = math.tointeger(case.seed),
    n_init = math.tointeger(case.n_init),
    max_iter = math.tointeger(case.max_iter or 300),
    tol = case.tol,
  })
end

describe("undertone.kmeans", function()
  local fixture = read_json "tests/fixtures/clusters.json"

  it("equals the reference on our own corpus", function()
    local m = tfidf.fit(fixture.documents,
      { max_features = 30, min_df = 2, max_df = 0.95 })
    for _, case in ipairs(fixture.kmeans) do
      check_result(fit(m, case), case)
    end
  end)

  it("gives sizes and centres that fit the labels", function()
    local m = matrix.from_rows { { 1, 0 }, { 1, 0.5 }, { 0, 8 }, { 0, 9 } }
    local r = kmeans.fit(m, { k = 2 })
    local low, high = r.labels[1], r.labels[3]
    assert(low ~= high and r.labels[2] == low and r.labels[4] == high)
    assert(r.sizes[1] == 2 and r.sizes[2] == 2)
    assert(math.abs(r.centers[low + 1][2] - 0.25) < 1e-12)
    assert(math.abs(r.centers[high + 1][2] - 8.5) < 1e-12)
    assert(math.abs(r.inertia - 0.625) < 1e-12)
  end)

  it("leaves clusters empty when rows are fewer than k in kind", function()
    local m = matrix.from_rows { { 1, 0 }, { 1, 0 }, { 1, 0 }, { 0, 1 } }
    local r = kmeans.fit(m, { k = 3, n_init = 2 })
    table.sort(r.sizes)
    assert(table.concat(r.sizes, " ") == "0 1 3" and r.inertia == 0)
  end)

  it("refuses what cannot be clustered with a message", function()
    local function refused(rows, options, pattern)
      local r, message, code = kmeans.fit(matrix.from_rows(rows), options)
      assert(r == nil and code == "invalid", code)
      assert(message:find(pattern), message)
    end
    refused({ { 1 }, { 2 } }, { k = 3 }, "2 documents cannot form 3")
    refused({}, { k = 1 }, "0 documents")
    refused({ { 0 / 0 }, { 1 } }, { k = 1 }, "not a finite")
    refused({ { 1 / 0 }, { 1 } }, { k = 1 }, "not a finite")
  end)

  it("raises on misuse", function()
    local m = matrix.from_rows { { 1 } }
    refuses("undertone.matrix expected", kmeans.fit, { { 1 } })
    refuses("table expected", kmeans.fit, m, 5)
    local whole, seeds = "' must be a whole number from 1",
      "'seed' must be a whole number from 0 to 4294967295"
    refuses("'k" .. whole, kmeans.fit, m, { k = 0 })
    refuses("'k" .. whole, kmeans.fit, m, { k = 1.5 })
    refuses("'n_init" .. whole, kmeans.fit, m, { n_init = 0 })
    refuses("'max_iter" .. whole, kmeans.fit, m, { max_iter = 0 })
    refuses(seeds, kmeans.fit, m, { seed = -1 })
    refuses(seeds, kmeans.fit, m, { seed = 1 << 32 })
    refuses("'tol' must be a number from 0", kmeans.fit, m, { tol = -1 })
    refuses("'tol' must be a number from 0", kmeans.fit, m, { tol = "1" })
    refuses("unknown option 'clusters'", kmeans.fit, m, { clusters = 2 })
    refuses("option names must be strings", kmeans.fit, m, { 5 })
  end)
end)
