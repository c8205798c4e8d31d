-- From turns to the sentiment of a conversation; what is expected was
-- computed by hand from the compounds.
local sentiment = require "undertone.sentiment"

-- Turns of c(ustomer), a(gent) and s(ystem) with their compounds:
-- "c 0.5, a -0.2"; without a number the turn was not scored.
local function turns_of(text)
  local speakers = { c = "customer", a = "agent", s = "system" }
  local turns = {}
  for who, compound in text:gmatch("(%a) ?([%d.-]*)") do
    turns[#turns + 1] = { speaker = speakers[who], text = "x",
      compound = tonumber(compound) }
  end
  return turns
end

local function settings(changes)
  local values = { speaker = "customer", aggregate = "mean",
    positive = 0.05, negative = -0.05, trend_min_turns = 4, overlays = {} }
  for key, value in pairs(changes or {}) do
    values[key] = value
  end
  return values
end

local function of(text, changes)
  return sentiment.of_turns(turns_of(text), settings(changes))
end

local function near(value, expected)
  assert(value and math.abs(value - expected) < 1e-12,
    ("%s is not %s"):format(value, expected))
end

local CALL = "c -0.5, a 0.8, c 0.1, a 0.4, c 0.25, a 0, c 0.75"

describe("sentiment aggregates", function()
  it("are equal where they should be, whatever the order of a sum", function()
    local result = of("c 0.01, c 0.01, c 0.13")
    assert(result.score == 0.05 and result.label == "positive")
    assert(of("c -0.13, c -0.01, c -0.01").score == -0.05)
    assert(of("c 0.1, c 0.2, c 0.4", { trend_min_turns = 3 }).trend == 0.3)
  end)

  it("take the mean of customer, agent and the whole", function()
    local result = of(CALL)
    near(result.score, 0.15) -- (-0.5 + 0.1 + 0.25 + 0.75) / 4
    near(result.customer, 0.15)
    near(result.agent, 0.4) -- (0.8 + 0.4 + 0) / 3
    near(result.whole, 1.8 / 7)
    assert(result.label == "positive")
  end)

  it("take the median, of an even count between the two", function()
    local result = of(CALL, { aggregate = "median" })
    near(result.customer, 0.175) -- between 0.1 and 0.25
    near(result.agent, 0.4)
    near(result.whole, 0.25)
  end)

  it("weigh the end more: the n-th turn counts n times", function()
    local result = of(CALL, { aggregate = "end_weighted" })
    near(result.customer, (-0.5 + 0.2 + 0.75 + 3) / 10)
    near(result.agent, (0.8 + 0.8 + 0) / 6)
    near(result.whole,
      (-0.5 + 2 * 0.8 + 3 * 0.1 + 4 * 0.4 + 5 * 0.25 + 7 * 0.75) / 28)
  end)

  it("take the worst turn", function()
    local result = of(CALL, { aggregate = "worst" })
    assert(result.customer == -0.5 and result.agent == 0)
    assert(result.whole == -0.5 and result.label == "negative")
  end)

  it("score the speaker that the settings choose", function()
    near(of(CALL, { speaker = "agent" }).score, 0.4)
    near(of(CALL, { speaker = "all" }).score, 1.8 / 7)
  end)

  it("leave out what was not scored", function()
    local result = of "c, c 0.4, s, a"
    near(result.score, 0.4)
    near(result.whole, 0.4)
    assert(result.agent == nil)
    result = of "a 0.4"
    assert(result.score == nil and result.label == nil)
    assert(result.trend == nil and result.customer == nil)
    near(result.whole, 0.4)
    assert(next(of "") == nil)
  end)
end)

describe("sentiment trend", function()
  it("is the last third minus the first third", function()
    near(of(CALL).trend, 0.75 + 0.5)
    near(of("c -0.4, c -0.2, c 0, c 0.9, c 0.1, c 0.5").trend, 0.3 + 0.3)
    near(of("c 0.1, c 0.2, c 0.3, c 0.4, c 0.9").trend, 0.8)
  end)

  it("needs a minimum number of turns", function()
    assert(of("c -0.5, c 0.1, c 0.5").trend == nil)
    near(of("c -0.5, c 0.5", { trend_min_turns = 2 }).trend, 1)
    near(of("c 0.5, c 0.5, c 0.5, c 0.5").trend, 0)
  end)

  it("is that of the chosen speaker", function()
    near(of(CALL, { speaker = "agent", trend_min_turns = 3 }).trend, -0.8)
  end)
end)

describe("sentiment labels", function()
  it("include their thresholds", function()
    local own = settings { positive = 0.3, negative = -0.1 }
    local function label(score) return sentiment.label(score, own) end
    assert(label(0.3) == "positive" and label(0.29) == "neutral")
    assert(label(-0.1) == "negative" and label(-0.09) == "neutral")
    assert(label(nil) == nil)
  end)
end)

describe("sentiment scoring", function()
  local function conversation(...)
    local turns = {}
    for i, turn in ipairs { ... } do
      turns[i] = { speaker = turn[1], text = turn[2] }
    end
    return { turns = turns }
  end

  it("scores turns alone and keeps the transcript's compound", function()
    local scorer = sentiment.scorer(settings())
    local call = conversation({ "system", "Great, welcome!" },
      { "customer", "This is horrible." }, { "agent", " " },
      { "agent", "I am not happy." })
    local result = sentiment.score(scorer, { call }, settings())[1]
    local bad = scorer:compound "This is horrible."
    assert(call.turns[1].compound == nil and call.turns[3].compound == nil)
    assert(call.turns[2].compound == bad and bad < 0)
    assert(result.score == bad and result.label == "negative")
    assert(result.agent == scorer:compound "I am not happy.")
    assert(result.compound
      == scorer:compound "This is horrible.   I am not happy.")
  end)

  it("takes any number of conversations, and none", function()
    local scorer = sentiment.scorer(settings())
    assert(#sentiment.score(scorer, {}, settings()) == 0)
    local results = sentiment.score(scorer,
      { conversation(), conversation({ "customer", "great" }) }, settings())
    assert(#results == 2 and results[1].score == nil)
    assert(results[2].label == "positive")
  end)

  it("uses the overlays of the settings", function()
    local overlay = { name = "mine", bytes = "horrible 2" }
    local scorer = sentiment.scorer(settings { overlays = { overlay } })
    local result = sentiment.score(scorer,
      { conversation({ "customer", "This is horrible." }) }, settings())[1]
    assert(result.label == "positive")
  end)

  it("raises on an overlay that cannot be read", function()
    local ok, why = pcall(sentiment.scorer,
      settings { overlays = { { name = "mine", bytes = "fine 1\nbad" } } })
    assert(not ok and why.code == "usage")
    assert(why.message:find("sentiment.overlays: mine:2:", 1, true))
  end)
end)
