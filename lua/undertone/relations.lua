-- relations.lua: from the store to what undertone.relate makes of it.
-- Every list comes out in an order that the data decides, so the same store
-- gives the same numbers.

local relate = require "undertone.relate"

local relations = {}

local LABELS = { "negative", "neutral", "positive" }
local MAX_PAIRS = 100 -- in the manifest; the tidy tables have them all

-- { [key] = { [outcome] = n } } of the conversations by a column, those without
-- it left out. Only what has a score has a label; a topic needs none.
local function counts_by(store, column)
  local counts = {}
  for _, row in ipairs(store:query(([[SELECT %s AS key, outcome, COUNT(*) AS n
      FROM conversation WHERE run = ? AND excluded IS NULL
      AND %s IS NOT NULL GROUP BY 1, 2]])
      :format(column, column))) do
    counts[row.key] = counts[row.key] or {}
    counts[row.key][row.outcome] = row.n
  end
  return counts
end

-- Labels that occur, from negative to positive.
function relations.labels(store)
  local counts, list = counts_by(store, "label"), {}
  for _, name in ipairs(LABELS) do
    if counts[name] then
      list[#list + 1] = { name = name, counts = counts[name] }
    end
  end
  return list
end

-- Topics in the order of their list, those without a conversation left out.
function relations.topics(store, topics)
  local counts, list = counts_by(store, "topic"), {}
  for _, topic in ipairs(topics.list) do
    if counts[topic.id] then
      list[#list + 1] = { name = topic.name, counts = counts[topic.id] }
    end
  end
  return list
end

-- { [topic id] = scores in listing order }.
function relations.scores_by_topic(store)
  local scores = {}
  for _, row in ipairs(store:query [[SELECT topic, score FROM conversation
      WHERE run = ? AND score IS NOT NULL AND topic IS NOT NULL
      AND excluded IS NULL ORDER BY position]]) do
    local list = scores[row.topic] or {}
    scores[row.topic] = list
    list[#list + 1] = row.score
  end
  return scores
end

-- Scores and seconds of the conversations that have both.
function relations.durations(store)
  local scores, seconds = {}, {}
  for i, row in ipairs(store:query [[SELECT score, duration_seconds
      FROM conversation WHERE run = ? AND score IS NOT NULL
      AND duration_seconds IS NOT NULL AND excluded IS NULL
      ORDER BY position]]) do
    scores[i], seconds[i] = row.score, row.duration_seconds
  end
  return { scores = scores, seconds = seconds }
end

-- The result of relate.outcomes for a job with outcomes and topics.
function relations.of(job)
  return relate.outcomes({
    outcomes = job.outcomes,
    labels = relations.labels(job.store),
    topics = relations.topics(job.store, job.topics),
    durations = relations.durations(job.store),
  }, job.settings.relate)
end

-- A copy that JSON can hold: numbers without a value (the least expected
-- count of an empty table) are left out.
local function finite(value)
  if type(value) ~= "table" then
    return value
  end
  local copy = {}
  for key, part in pairs(value) do
    if type(part) ~= "number" or part - part == 0 then
      copy[key] = finite(part)
    end
  end
  return copy
end

-- What the manifest says of a result; of very many pairs the first.
function relations.manifest(result)
  return finite {
    options = result.options, outcomes = result.outcomes, test = result.test,
    pairs = table.move(result.pairs, 1, math.min(#result.pairs, MAX_PAIRS), 1,
      {}),
    pairs_compared = #result.pairs, labels = result.labels,
    topics = result.topics, duration = result.duration,
    sentences = result.sentences,
  }
end

return relations
