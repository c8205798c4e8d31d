-- sentiment.lua: from turns to the sentiment of a conversation.
-- Each turn is scored on its raw text; the conversation's score is an
-- aggregate over the turns of the speaker that the settings choose, since a
-- whole transcript saturates VADER's compound (Hutto & Gilbert 2014 scored
-- sentences). What was not scored stays nil: missing is never neutral.

local failure = require "undertone.failure"
local stats = require "undertone.stats"
local transcript = require "undertone.transcript"
local vader = require "undertone.vader"

local sentiment = {}

local DECIMAL_UNITS = 1e12 -- of a score, far finer than means can differ

local function median(values)
  local sorted = table.move(values, 1, #values, 1, {})
  table.sort(sorted)
  local middle = #sorted // 2
  if #sorted % 2 == 1 then
    return sorted[middle + 1]
  end
  return (sorted[middle] + sorted[middle + 1]) / 2
end

-- The n-th turn counts n times: moods late in a call relate more to how
-- satisfied a customer is (Bolo et al. 2023).
local function end_weighted(values)
  local sum, weights = 0, 0
  for n, value in ipairs(values) do
    sum, weights = sum + n * value, weights + n
  end
  return sum / weights
end

local function worst(values)
  local lowest = values[1]
  for _, value in ipairs(values) do
    lowest = math.min(lowest, value)
  end
  return lowest
end

local AGGREGATES = { mean = stats.mean, median = median,
  end_weighted = end_weighted, worst = worst }

-- A score without the noise of its sum: means that are equal shall tie in
-- ranks, and one that is a threshold reach it. Compounds have four decimals.
local function clean(score)
  return math.floor(score * DECIMAL_UNITS + 0.5) / DECIMAL_UNITS
end

local function aggregate(values, how)
  return #values > 0 and clean(AGGREGATES[how](values)) or nil
end

-- Mean of the last third minus mean of the first third.
local function trend(values, min_turns)
  if #values < min_turns then
    return nil
  end
  local third = math.max(1, #values // 3)
  local first, last = 0, 0
  for i = 1, third do
    first = first + values[i]
    last = last + values[#values - i + 1]
  end
  return clean((last - first) / third)
end

-- The label of a score by the settings' thresholds.
function sentiment.label(score, settings)
  if score == nil then
    return nil
  elseif score >= settings.positive then
    return "positive"
  elseif score <= settings.negative then
    return "negative"
  end
  return "neutral"
end

local function compounds_of(turns, speaker)
  local values = {}
  for _, turn in ipairs(turns) do
    if turn.compound and (speaker == "all" or turn.speaker == speaker) then
      values[#values + 1] = turn.compound
    end
  end
  return values
end

-- The sentiment of turns that carry their compounds: the score, label and
-- trend of the speaker that the settings choose, and the scores of customer,
-- agent and the whole conversation.
function sentiment.of_turns(turns, settings)
  local function score_of(speaker)
    return aggregate(compounds_of(turns, speaker), settings.aggregate)
  end
  local score = score_of(settings.speaker)
  return {
    score = score,
    label = sentiment.label(score, settings),
    customer = score_of "customer",
    agent = score_of "agent",
    whole = score_of "all",
    trend = trend(compounds_of(turns, settings.speaker),
      settings.trend_min_turns),
  }
end

-- A scorer with the overlays of the settings; raises on a bad overlay.
function sentiment.scorer(settings)
  local scorer, why = vader.new { overlays = settings.overlays }
  if not scorer then
    failure.raise("usage", "sentiment.overlays: %s", why)
  end
  return scorer
end

-- Scores a list of conversations with turns: sets each spoken turn's
-- compound and returns the list of sentiments, with the compound of the
-- whole transcript beside (the tutorial's unit, kept for comparison).
function sentiment.score(scorer, conversations, settings)
  local texts, owners = {}, {}
  for _, conversation in ipairs(conversations) do
    for _, turn in ipairs(conversation.turns) do
      if turn.speaker ~= "system" and turn.text:find("%S") then
        texts[#texts + 1], owners[#owners + 1] = turn.text, turn
      end
    end
  end
  for i, compound in ipairs(failure.check(scorer:compounds(texts))) do
    owners[i].compound = compound
  end
  local wholes = {}
  for i, conversation in ipairs(conversations) do
    wholes[i] = transcript.text(conversation.turns)
  end
  local results = {}
  for i, compound in ipairs(failure.check(scorer:compounds(wholes))) do
    results[i] = sentiment.of_turns(conversations[i].turns, settings)
    results[i].compound = compound
  end
  return results
end

return sentiment
