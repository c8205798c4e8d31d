-- What a grouping looks like, against scikit-learn's silhouette and the
-- definitions worked out with NumPy (tests/fixtures/make_clusters.py).
local clusters = require "undertone.clusters"
local matrix = require "undertone.matrix"
local read_json = require "read_json"
local refuses = require "refuses"
local tfidf = require "undertone.tfidf"

local fixture = read_json "tests/fixtures/clusters.json"
local expected = fixture.grouping
local labels = {}
for i, label in ipairs(expected.labels) do
  labels[i] = math.tointeger(label)
end

local function check_near(got, wanted)
  local slack = 1e-11 * math.max(1, math.abs(wanted))
  assert(math.abs(got - wanted) <= slack, got .. " is not " .. wanted)
end

describe("undertone.clusters", function()
  local m, model = tfidf.fit(fixture.documents,
    { max_features = 30, min_df = 2, max_df = 0.95 })

  it("measures the cosine silhouette", function()
    local got = clusters.silhouette(m, labels)
    check_near(got.mean, expected.mean)
    check_near(got.below_zero, expected.below_zero)
    for c, value in ipairs(expected.by_cluster) do
      check_near(got.by_cluster[c], value)
    end
    assert(#got.by_cluster == #expected.by_cluster)
  end)

  it("leaves out rows with label -1 and counts loners as 0", function()
    local rows = { { 1, 0 }, { 2, 0 }, { 0, 3 }, { 1, 1 }, { 5, 5 } }
    local got = clusters.silhouette(matrix.from_rows(rows), { 0, 0, 2, -1, -1 })
    check_near(got.mean, 2 / 3)
    assert(got.by_cluster[1] == 1 and got.by_cluster[3] == 0)
    assert(got.by_cluster[2] ~= got.by_cluster[2], "empty is NaN")
  end)

  it("refuses a silhouette of one cluster or of loners", function()
    local two = matrix.from_rows { { 1, 0 }, { 0, 1 } }
    for _, bad in ipairs { { 0, 0 }, { 0, 1 }, { -1, -1 } } do
      local got, message, code = clusters.silhouette(two, bad)
      assert(got == nil and code == "invalid" and message)
    end
  end)

  it("ranks terms by class-based TF-IDF", function()
    local got = clusters.terms(model:counts(fixture.documents), labels, 3)
    assert(#got == #expected.terms)
    for c, terms in ipairs(expected.terms) do
      for i, term in ipairs(terms) do
        assert(got[c][i].column == term[1], ("%d %d"):format(c, i))
        check_near(got[c][i].score, term[2])
      end
    end
    local few = clusters.terms(matrix.from_rows { { 2, 0, 1 } }, { 0 }, 9)
    assert(#few[1] == 2 and few[1][1].column == 1)
  end)

  it("finds the rows nearest to each mean", function()
    local got = clusters.nearest(m, labels, 3)
    for c, rows in ipairs(expected.nearest) do
      for i, row in ipairs(rows) do
        assert(got[c][i] == row, ("cluster %d place %d"):format(c, i))
      end
      assert(#got[c] == #rows)
    end
    local rows = matrix.from_rows { { 0 }, { 4 }, { 2 }, { 9 }, { 2 } }
    local near = clusters.nearest(rows, { 1, 1, 1, -1, 1 }, 9)
    assert(#near == 2 and #near[1] == 0)
    assert(table.concat(near[2], " ") == "3 5 1 2")
  end)

  it("raises on misuse", function()
    local two = matrix.from_rows { { 1 }, { 2 } }
    refuses("one label per row", clusters.nearest, two, { 0 }, 1)
    for _, bad in ipairs { -2, 2, 0.5, "x" } do
      refuses("the label of row 2", clusters.nearest, two, { 0, bad }, 1)
    end
    refuses("must be from 1 to 10000", clusters.nearest, two, { 0, 0 }, 0)
    refuses("undertone.matrix expected", clusters.terms, {}, { 0 }, 1)
  end)
end)
