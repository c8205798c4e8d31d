-- TF-IDF against scikit-learn 1.2.1: our own small corpus. The larger one of
-- the reference is compared in oracle_spec.lua.
local cjson = require "cjson"
local matrix = require "undertone.matrix"
local read_json = require "read_json"
local refuses = require "refuses"
local tfidf = require "undertone.tfidf"

local function whole(value)
  return value ~= cjson.null and math.tointeger(value) or nil
end

local function check_near(got, expected)
  assert(math.abs(got - expected) <= 1e-12 * math.abs(expected),
    ("%.17g is not %.17g"):format(got, expected))
end

local function check_terms(model, expected)
  local terms, idf = model:terms(), model:idf()
  assert(#terms == #expected.terms and #idf == #expected.idf)
  for i, term in ipairs(expected.terms) do
    assert(terms[i] == term, terms[i] .. " is not " .. term)
    check_near(idf[i], expected.idf[i])
  end
end

local function check_row(row, expected)
  local count = 0
  for term, weight in pairs(expected) do
    check_near(assert(row[term], term), weight)
    count = count + 1
  end
  for _ in pairs(row) do
    count = count - 1
  end
  assert(count == 0)
end

local function pairs_to_table(list)
  local row = {}
  for _, pair in ipairs(list) do
    row[pair[1]] = pair[2]
  end
  return row
end

describe("undertone.tfidf", function()
  local fixture = read_json "tests/fixtures/clusters.json"

  it("equals the reference on our own corpus", function()
    for _, case in ipairs(fixture.tfidf) do
      local min_df = case.min_df < 1 and case.min_df or whole(case.min_df)
      local m, model = tfidf.fit(fixture.documents, {
        max_features = whole(case.max_features),
        min_df = min_df,
        max_df = case.max_df <= 1 and case.max_df or whole(case.max_df),
      })
      check_terms(model, case)
      assert(m:rows() == #fixture.documents and m:cols() == #case.terms)
      assert(m:nnz() == case.nnz)
      for _, row in ipairs(case.rows) do
        check_row(m:row(tonumber(row[1])), pairs_to_table(row[2]))
      end
    end
  end)

  it("transforms other documents in the same columns", function()
    local m, model = tfidf.fit { "one two three", "two three four" }
    check_row(model:transform({ "one two three" }):row(1), m:row(1))
    local counts = model:counts { "TWO two unknown Four", "" }
    check_row(counts:row(1), { two = 2, four = 1 })
    check_row(counts:row(2), {})
    assert(counts:cols() == 4)
  end)

  it("tells a count of documents from a share", function()
    local documents = { "alpha beta", "alpha", "alpha gamma" }
    local _, once = tfidf.fit(documents, { max_df = 1 })
    assert(table.concat(once:terms(), " ") == "beta gamma")
    local _, all = tfidf.fit(documents, { max_df = 1.0 })
    assert(table.concat(all:terms(), " ") == "alpha beta gamma")
  end)

  it("answers what cannot be fitted with a message", function()
    local function refused(documents, options, pattern)
      local m, message, code = tfidf.fit(documents, options)
      assert(m == nil and code == "invalid", code)
      assert(message:find(pattern), message)
    end
    refused({}, nil, "no document holds a term")
    refused({ "", "a b c", "!" }, nil, "no document holds a term")
    refused({ "one", "two" }, { min_df = 2 }, "no term is left")
    refused({ "one", "two" }, { min_df = 2, max_df = 0.5 }, "max_df allows")
    refused({ "one" }, { min_df = 1.5 }, "min_df must be")
    refused({ "one" }, { max_df = -1 }, "max_df must be")
    refused({ "one" }, { max_df = 0 / 0 }, "max_df must be")
  end)

  it("survives NUL, invalid UTF-8 and very long words", function()
    local long = ("x"):rep(100000)
    local _, model = tfidf.fit { "ab\0cd \xff\xfeef gh\xc3", long }
    assert(table.concat(model:terms(), " ") == "ab cd ef gh " .. long)
  end)

  it("raises on misuse", function()
    refuses("table expected", tfidf.fit, "text")
    refuses("text 2 of the list is a number", tfidf.fit, { "one", 2 })
    refuses("unknown option 'max_feature'", tfidf.fit, { "one" },
      { max_feature = 2 })
    refuses("'max_features' must be a whole number from 1", tfidf.fit,
      { "one" }, { max_features = 0 })
    refuses("'min_df' must be a number", tfidf.fit, { "one" },
      { min_df = "2" })
    local m, model = tfidf.fit { "one" }
    refuses("no such row", m.row, m, 0)
    refuses("no such row", m.row, m, 2)
    getmetatable(model).__gc(model)
    refuses("the model is closed", model.terms, model)
  end)

  it("takes rows of plain numbers", function()
    local m = matrix.from_rows { { 0, 2 }, { 1, 0 }, { 0, 0 } }
    assert(m:rows() == 3 and m:cols() == 2 and m:nnz() == 2)
    assert(m:row(1)[2] == 2 and m:row(1)[1] == nil and m:row(2)[1] == 1)
    refuses("row 2 is not a list of 1 numbers", matrix.from_rows,
      { { 1 }, { 1, 2 } })
    refuses("value 2 of row 1 is a string", matrix.from_rows, { { 1, "2" } })
  end)
end)
