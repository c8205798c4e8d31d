-- topic_examples.lua: real turns that are typical of a topic.
-- Among the customer turns of the conversations nearest to the centre, those
-- whose words point the most in its direction.

local failure = require "undertone.failure"
local keys = require "undertone.keys"
local text = require "undertone.text"

local topic_examples = {}

local MIN_WORDS = 3 -- of content; "Yes please." is typical of nothing

local function nearness(row, weights)
  local sum, count = 0, 0
  for _, term in ipairs(keys.sorted(row)) do -- sums depend on the order
    sum, count = sum + row[term] * weights[term], count + 1
  end
  return count >= MIN_WORDS and sum or 0
end

local function weights_by_term(center, model)
  local weights = {}
  for column, term in ipairs(model:terms()) do
    weights[term] = center[column]
  end
  return weights
end

local function customer_turns(topic, load)
  local candidates = {}
  for _, document in ipairs(topic.nearest) do
    local conversation = load(document)
    for _, turn in ipairs(conversation.turns) do
      if turn.speaker == "customer" then
        candidates[#candidates + 1] = { id = conversation.id,
          text = turn.text, order = #candidates }
      end
    end
  end
  return candidates
end

local function rank(candidates, topic, model)
  local words = {}
  for i, candidate in ipairs(candidates) do
    words[i] = candidate.text
  end
  local rows = model:transform(failure.check(
    text.content_words_all(words)))
  local weights = weights_by_term(topic.center, model)
  for i, candidate in ipairs(candidates) do
    candidate.nearness = nearness(rows:row(i), weights)
  end
  table.sort(candidates, function(a, b)
    if a.nearness ~= b.nearness then
      return a.nearness > b.nearness
    end
    return a.order < b.order
  end)
end

-- The best candidates, one a conversation, no text twice.
local function pick(candidates, count)
  local picked, seen = {}, {}
  for _, candidate in ipairs(candidates) do
    if #picked < count and candidate.nearness > 0
      and not seen[candidate.id] and not seen[candidate.text] then
      seen[candidate.id], seen[candidate.text] = true, true
      picked[#picked + 1] = { id = candidate.id, text = candidate.text }
    end
  end
  return picked
end

-- Sets `examples`, a list of { id =, text = }, on every topic of a result of
-- topics.cluster; load(document number) returns the conversation with turns.
function topic_examples.add(result, count, load)
  for _, topic in ipairs(result.list) do
    local candidates = customer_turns(topic, load)
    rank(candidates, topic, result.model)
    topic.examples = pick(candidates, count)
  end
end

return topic_examples
