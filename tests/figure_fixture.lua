-- figure_fixture.lua: for specs of the figures, jobs made of conversations in
-- few words.

local outcomes = require "undertone.outcomes"
local settings = require "undertone.settings"
local store = require "undertone.store"

local fixture = { TOPICS = { k = 2, sweep = {}, list = {
  { id = 0, name = "cards", size = 2 }, { id = 1, name = "flights",
    size = 1 } } } }

local function turns_of(compounds)
  local turns = {}
  for i, turn in ipairs(compounds or {}) do
    turns[i] = { speaker = turn[1], text = "x", compound = turn[2] }
  end
  return turns
end

local function label_of(score)
  return score and (score >= 0.05 and "positive" or score <= -0.05
    and "negative" or "neutral")
end

-- A job over a store in memory; rows: { score =, outcome =, topic =, day =,
-- turns = list of { speaker, compound } }. A point needs min_n or one of them.
function fixture.job_of(rows, topics, values, min_n)
  local s = store.open(":memory:")
  s:begin_run("test", { from = "f", to = "t" })
  local page, i = {}, 0
  for k, row in ipairs(rows) do
    page[k] = { id = "c" .. k, start_time = row.day,
      result = { status = "ok", turns = turns_of(row.turns) } }
  end
  s:save_page(page, nil)
  for conversation in s:conversations {} do
    i = i + 1
    local row = rows[i]
    conversation.turns = turns_of(row.turns)
    s:save_outcome(conversation, row.outcome or "Success")
    s:save_sentiment(conversation, { score = row.score,
      label = label_of(row.score) })
    s:save_topic(conversation.key, row.topic)
  end
  s:commit()
  local all = settings.load({ values = values }).values
  all.relate.min_n = min_n or 1
  return { store = s, settings = all, topics = topics or { list = {},
    sweep = {}, k = 0 }, outcomes = outcomes.table(s, all.outcomes) }
end

return fixture
