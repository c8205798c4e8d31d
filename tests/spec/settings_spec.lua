local settings = require "undertone.settings"

-- Loads settings text through a real file, as --config does.
local function load_text(text)
  local path = os.tmpname()
  local file = assert(io.open(path, "w"))
  file:write(text)
  file:close()
  local ok, result = pcall(settings.load, { config = path })
  os.remove(path)
  return ok and result.values, result, path
end

local function refusal(text)
  local values, why, path = load_text(text)
  assert(not values, "expected a refusal")
  assert(why.code == "usage", why.code)
  return (why.message:gsub(path:gsub("%p", "%%%0"), "FILE"))
end

local function equal(got, expected)
  assert(got == expected, ("got: %s"):format(tostring(got)))
end

describe("settings", function()
  it("have the stock defaults", function()
    local values = settings.load({}).values
    equal(values.topics.k, 5)
    equal(values.outcomes.map.resolved, "Success")
    equal(values.layout.figures.topic_clusters.title,
      "Topic Cluster Distribution")
  end)

  it("merge a user's file over the defaults", function()
    local values, result, path = load_text [[
      return { outcomes = { map = { refunded = "Success" } },
        layout = { figures = { topic_clusters = { title = "Why" },
          mine = { title = "Mine" } } },
        filters = { function() return true end },
        topics = { names = { [0] = "Refunds" } } }]]
    equal(values.outcomes.map.refunded, "Success")
    equal(values.outcomes.map.resolved, "Success")
    equal(values.layout.figures.topic_clusters.title, "Why")
    equal(values.layout.figures.topic_clusters.ylabel, "Topic")
    equal(values.layout.figures.mine.title, "Mine")
    equal(values.topics.names[0], "Refunds")
    equal(#values.filters, 1)
    equal(result.origins["outcomes.map.refunded"], path)
    equal(result.origins["outcomes.map.resolved"], nil)
  end)

  it("name file, line and nearest key of an unknown key", function()
    equal(refusal "return {\n\n  sentiment = { agregate = 'mean' } }",
      "FILE:3: 'sentiment.agregate' is not a setting,"
        .. " did you mean 'sentiment.aggregate'?")
    equal(refusal("return {\n layout = { figures = {\n"
      .. "topic_clusters = { titel = 'x' } } } }"),
      "FILE:3: 'layout.figures.topic_clusters.titel' is not a setting, did"
        .. " you mean 'layout.figures.topic_clusters.title'?")
  end)

  it("name the value that is wrong and what is wanted", function()
    equal(refusal "return {\n  topics = { k = 0 } }",
      'FILE:2: topics.k must be a whole number from 1 to 1000, or "auto",'
        .. " got 0")
    equal(refusal "return { topics = { k = 'many' } }",
      'FILE:1: topics.k must be a whole number from 1 to 1000, or "auto",'
        .. ' got "many"')
    equal(refusal "return { outcomes = { map = { a = 1 } } }",
      "FILE:1: outcomes.map.a must be a string, got 1")
    equal(refusal "return { window = { from = 'yesterday' } }",
      "FILE:1: window.from must be a time such as 2026-11-01T00:00:00Z,"
        .. ' or false, got "yesterday"')
    equal(refusal "return { topics = 5 }",
      "FILE:1: topics must be a table, got 5")
  end)

  it("say where a settings file has an error", function()
    equal(refusal "return {\n  topics = = }",
      "FILE:2: unexpected symbol near '='")
    equal(refusal "\nlocal x = nil + 1", "FILE:2: attempt to perform"
      .. " arithmetic on a nil value")
    equal(refusal "return 5", "FILE: must return a table, returned number")
    local ok, why = pcall(settings.load, { config = "/no/such/file.lua" })
    assert(not ok and why.code == "usage")
    assert(why.message:find("/no/such/file.lua", 1, true))
  end)

  it("take single values by path", function()
    local result = settings.load { set = { "fetch.rate=2.5",
      "source=7.jsonl", "sentiment.aggregate=worst" } }
    equal(result.values.fetch.rate, 2.5)
    equal(result.values.source, "7.jsonl")
    equal(result.origins["fetch.rate"], "--set")
    local ok, why = pcall(settings.load, { set = { "fetch.rat=2" } })
    assert(not ok and why.message:find("did you mean 'fetch.rate'?", 1, true))
    ok, why = pcall(settings.load, { set = { "nonsense" } })
    assert(not ok and why.message:find("key=value", 1, true))
  end)

  it("refuse a positive threshold below the negative one", function()
    local ok, why = pcall(settings.load,
      { set = { "sentiment.positive=-0.2" } })
    assert(not ok and why.code == "usage")
    equal(why.message, "sentiment.positive (-0.2, --set) must not be below"
      .. " sentiment.negative (-0.05, default)")
    settings.load { set = { "sentiment.positive=-0.05" } }
  end)

  it("print with what set them", function()
    local text = settings.describe(settings.load { set = { "topics.k=7" } })
    assert(text:find("topics.k = 7  -- --set", 1, true))
    assert(text:find("topics.seed = 42  -- default", 1, true))
  end)
end)
