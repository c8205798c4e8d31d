-- relate_words_spec.lua: what is said of outcomes, and what is not.

local fixture = require "relate_fixture"
local relate = require "undertone.relate"
local stats = require "undertone.stats"
local words = require "undertone.relate_words"
local reference = dofile("tests/fixtures/stats_scipy.lua")

local quick = fixture.quick
local stock_data, outcomes_of = fixture.stock_data, fixture.outcomes_of
local has, assert_has = fixture.has, fixture.assert_has

describe("relate.outcomes", function()
  it("words a pair with the lower outcome first", function()
    local options = { resamples = 999, noun = "call",
      words = { Success = "a resolved", Escalation = "an escalated" } }
    local result = relate.outcomes(stock_data(), options)
    local effect = stats.cliff(reference.groups[1], reference.groups[3])
    local times = math.floor(100 * effect.a + 0.5)
    assert_has(result, ("An escalated call scores below a resolved one %d "
      .. "times in 100"):format(times))
    assert(result.surest == ("an escalated call scores below a resolved one "
      .. "%d times in 100"):format(times))
    assert_has(result, "Sentiment differs between outcomes")
  end)

  it("names a few of very many that are too small", function()
    local list = {}
    for i = 1, 9 do
      list[i] = { outcome = "O" .. i, scores = { 0.1 } }
    end
    assert_has(relate.outcomes({ outcomes = list }, quick),
      "of “O1” (1 scored), “O2” (1), “O3” (1), “O4” (1), “O5” (1) and 4 more "
      .. "outcomes: 8 scores are needed.")
    list = table.move(list, 1, 6, 1, {})
    assert_has(relate.outcomes({ outcomes = list }, quick),
      "“O5” (1) and 1 more outcome: ")
  end)

  it("never rounds a part to none or all", function()
    local low, high = {}, {}
    for i = 1, 60 do
      low[i], high[i] = i / 1000, 1 + i / 1000
    end
    low[60] = 1.0035
    local data = { outcomes = outcomes_of({ "A", "B" }, { low, high }) }
    local result = relate.outcomes(data, quick)
    assert(result.pairs[1].chance > 0.995 and result.pairs[1].chance < 1)
    assert_has(result, "one more than 99 times in 100")
  end)

  it("tells no evidence from evidence of no difference", function()
    local low, high = {}, {}
    for i = 1, 10 do
      low[i], high[i] = i / 10, (i + 0.5) / 10
    end
    local few = { outcomes = outcomes_of({ "A", "B" }, { low, high }) }
    assert_has(relate.outcomes(few, quick), "There is no evidence that")
    for i = 1, 2000 do
      low[i], high[i] = i / 2000, i / 2000 + 0.04
    end
    local many = { outcomes = outcomes_of({ "A", "B" }, { low, high }) }
    local result = relate.outcomes(many, quick)
    assert_has(result, "evidence that outcomes do not differ")
    assert(not has(result, "scores below"))
    assert_has(result, "With 4,000 calls even a tiny difference")
  end)

  it("tells no pair apart where the outcomes together do not differ", function()
    local data = { outcomes = outcomes_of({ "A", "B", "C", "D" }, {
      { -0.05, 0, 0.1, -0.24, 0.04, 0.05, 0.05, -0.36 },
      { 0.24, -0.05, 0.12, 0.11, 0.13, 0.11, -0.03, -0.09 },
      { 0.17, 0.09, -0.04, 0.01, -0.01, 0.14, -0.08, 0.14 },
      { 0.15, 0.24, 0.18, 0.07, 0.05, -0.02, 0.21, 0.2 } }) }
    local result = relate.outcomes(data, quick)
    local pair = result.pairs[3]
    assert(result.test.p > 0.05 and pair.adjusted < 0.05 and pair.low > 0.5)
    assert_has(result, "There is no evidence that")
    assert(not has(result, "scores below"))
  end)

  it("tells no pair apart whose interval reaches a half", function()
    local data = { outcomes = outcomes_of({ "A", "B" }, {
      { -0.15, -0.08, -0.19, 0.16, -0.2, 0.31, -0.05, -0.09 },
      { 0.13, 0.41, 0.19, -0.03, 0.1, 0.12, 0.19, 0.12, 0.01, 0.1, 0.2, 0,
        -0.05, 0.09, 0.09, 0.15, 0.07, -0.05, 0.07, 0.24 } }) }
    local result = relate.outcomes(data, quick)
    assert(result.pairs[1].adjusted < 0.05 and result.pairs[1].low < 0.5)
    assert_has(result, "Sentiment differs between outcomes")
    assert(not has(result, "scores below"))
  end)

  it("says of a topic what it has less of, and only what stands out", function()
    local data = { outcomes = outcomes_of({ "A", "B", "C", "D", "E" },
      { {}, {}, {}, {}, {} }), topics = {
        { name = "cards", counts = { A = 2, B = 22, C = 21, D = 22, E = 21 } },
        { name = "rest", counts = { A = 99, B = 99, C = 99, D = 99, E = 99 } },
      } }
    local result = relate.outcomes(data, quick)
    assert_has(result, "“cards” ends as “A” less often than other topics do")
    local row = { name = "mix", n = 90, v = 0.2, adjusted = 0.01,
      residuals = { 1.9, -1.9, 1.8 } }
    result.topics.list = { row }
    result.sentences = words.sentences(result)
    assert_has(result, "“mix” has other outcomes than other topics do (n = 90")
  end)
end)
