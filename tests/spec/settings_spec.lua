-- settings_spec.lua: where settings come from, how files are merged, and where
-- a mistake is said to be. What values they may have: settings_rules_spec.lua.

local settings = require "undertone.settings"
local fixture = require "settings_fixture"

local load_text = fixture.load_text
local refusal = fixture.refusal
local equal = fixture.equal

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
          mine = { title = "Mine", draw = function() end } } },
        filters = { function() return true end },
        topics = { names = { [0] = "Refunds" } } }]]
    equal(values.outcomes.map.refunded, "Success")
    equal(values.outcomes.map.resolved, "Success")
    equal(values.layout.figures.topic_clusters.title, "Why")
    equal(values.layout.figures.topic_clusters.ylabel, "Topic")
    equal(values.layout.figures.mine.title, "Mine")
    equal(values.topics.names[0], "Refunds")
    equal(#values.filters, 1)
    equal(result.origins["outcomes.map.refunded"].name, path)
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

  it("find the line by all keys of the path", function()
    equal(refusal [[
local topics = 5
return {
  -- topics = {} would do
  relate = { seed = 1 },
  topics = {
    seed = -1,
  },
}]], "FILE:6: topics.seed must be a whole number from 0 to 4294967295,"
      .. " got -1")
    equal(refusal [[
local topics
local none = topics == nil
return {
  topics = 5 }]], "FILE:4: topics must be a table, got 5")
    equal(refusal 'return {\n outcomes = {\n  ["map"] = { [5] = "x" } } }',
      "FILE:3: outcomes.map: a key must be a text that is not empty, got 5")
  end)

  it("take a disposition in any spelling, and only in one", function()
    local values, result = load_text [[return { outcomes = { map = {
      [" Resolved"] = "Done", ["No Answer"] = "Lost" } } }]]
    equal(values.outcomes.map.resolved, "Done")
    equal(values.outcomes.map["no answer"], "Lost")
    equal(values.outcomes.map["No Answer"], nil)
    assert(result.origins["outcomes.map.resolved"])
    equal(refusal [[return { outcomes = {
      map = {
        Resolved = "A",
        resolved = "B",
      } } }]], "FILE:3: outcomes.map has 'Resolved' and 'resolved', which are"
        .. " the same")
    equal(refusal "return { outcomes = { map = { ['  '] = 'x' } } }",
      "FILE:1: outcomes.map: a key must be a text that is not empty, got"
        .. ' ""')
  end)

  it("say where a settings file has an error", function()
    equal(refusal "return {\n  topics = = }",
      "FILE:2: unexpected symbol near '='")
    equal(refusal "\nlocal x = nil + 1", "FILE:2: attempt to perform"
      .. " arithmetic on a nil value")
    equal(refusal "return 5", "FILE: must return a table, returned number")
    equal(refusal "error {}", "FILE: raised a table that is no message")
    equal(refusal "error { message = 'no' }", "FILE: no")
    local ok, why = pcall(settings.load, { config = "/no/such/file.lua" })
    assert(not ok and why.code == "usage")
    assert(why.message:find("/no/such/file.lua", 1, true))
    ok, why = pcall(settings.load, { config = "/" })
    assert(not ok and why.code == "usage")
    equal(why.message, "cannot read settings file /: Is a directory")
  end)

  it("take single values by path", function()
    local result = settings.load { set = { "fetch.rate=2.5",
      "source=7.jsonl", "sentiment.aggregate=worst" } }
    equal(result.values.fetch.rate, 2.5)
    equal(result.values.source, "7.jsonl")
    equal(settings.load({ set = { "source=7" } }).values.source, "7")
    equal(result.origins["fetch.rate"].name, "--set")
    local ok, why = pcall(settings.load, { set = { "fetch.rat=2" } })
    assert(not ok and why.message:find("did you mean 'fetch.rate'?", 1, true))
    for _, text in ipairs { "nonsense", ".=1", "=1", "a..b=1", ".a=1" } do
      ok, why = pcall(settings.load, { set = { text } })
      assert(not ok and why.code == "usage")
      equal(why.message, "--set wants key=value, got '" .. text .. "'")
    end
    for _, key in ipairs { "filters", "topics", "layout.columns" } do
      ok, why = pcall(settings.load, { set = { key .. "=chat" } })
      assert(not ok and why.code == "usage")
      equal(why.message, "--set: " .. key .. " is not a single value; set it"
        .. " in a settings file (--config)")
    end
    result = settings.load { set = { "outcomes.map.no answer=Lost" } }
    equal(result.values.outcomes.map["no answer"], "Lost")
  end)

  it("print with what set them", function()
    local text = settings.describe(settings.load { set = { "topics.k=7" } })
    assert(text:find("topics.k = 7  -- --set", 1, true))
    assert(text:find("topics.seed = 42  -- default", 1, true))
  end)
end)
