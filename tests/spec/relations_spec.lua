local json = require "undertone.json"
local outcomes = require "undertone.outcomes"
local relations = require "undertone.relations"
local settings = require "undertone.settings"
local store = require "undertone.store"

-- A store of { score, label, outcome, topic, seconds, status } rows.
local function filled(rows)
  local s = store.open(":memory:")
  s:begin_run("test", { from = "f", to = "t" })
  local page = {}
  for i, row in ipairs(rows) do
    page[i] = { id = "c" .. i, duration_seconds = row[5],
      result = { status = row[6] or "ok", turns = {} } }
  end
  s:save_page(page, nil)
  local i = 0
  for conversation in s:conversations {} do
    i = i + 1
    local row = rows[i]
    s:save_outcome(conversation, row[3])
    conversation.turns = {}
    s:save_sentiment(conversation, { score = row[1], label = row[2] })
    if row[4] then
      s:save_topic(conversation.key, row[4])
    end
  end
  s:commit()
  return s
end

local TOPICS = { list = { { id = 0, name = "cards" }, { id = 1,
  name = "flights" }, { id = 2, name = "never scored" } } }

local FEW = {
  { 0.5, "positive", "Success", 1, 60 },
  { -0.5, "negative", "Escalation", 1, 90 },
  { 0.0, "neutral", "Success", 0 },
  { 0.7, "positive", "Success", 1, 30 },
  { nil, nil, "Success", nil, 10, "missing" },
  { nil, nil, "Success", nil, 10, "empty" },
  { nil, nil, "Escalation", 2, 10 },
}

local function job_of(rows)
  local values = settings.load({}).values
  local s = filled(rows)
  return { store = s, topics = TOPICS, settings = values,
    outcomes = outcomes.table(s, values.outcomes) }
end

describe("relations", function()
  it("count labels of what was scored and all of a topic", function()
    local s <close> = filled(FEW)
    local labels = relations.labels(s)
    assert(#labels == 3 and labels[1].name == "negative")
    assert(labels[1].counts.Escalation == 1)
    assert(labels[3].counts.Success == 2 and not labels[3].counts.Escalation)
    local topics = relations.topics(s, TOPICS)
    assert(#topics == 3 and topics[1].name == "cards")
    assert(topics[3].counts.Escalation == 1) -- as the figure counts it
    assert(topics[1].counts.Success == 1)
    assert(topics[2].counts.Success == 2 and topics[2].counts.Escalation == 1)
  end)

  it("pair scores with durations that are known", function()
    local s <close> = filled(FEW)
    local both = relations.durations(s)
    assert(table.concat(both.scores, " ") == "0.5 -0.5 0.7")
    assert(table.concat(both.seconds, " ") == "60 90 30")
  end)

  it("leave out what a filter left out", function()
    local s <close> = filled(FEW)
    s:exclude({ key = s:conversations {}().key }, "short")
    s:commit()
    assert(#relations.durations(s).scores == 2)
    assert(relations.labels(s)[3].counts.Success == 1)
  end)

  it("say why conversations have no score", function()
    local s <close> = filled(FEW)
    local list = outcomes.table(s, { order = {} })
    assert(list[2].outcome == "Escalation" and list[2].missing == 1)
    assert(list[2].reasons.unscored == 1)
    assert(list[1].missing == 2 and list[1].reasons.missing == 1
      and list[1].reasons.empty == 1)
  end)

  it("never fail for want of data", function()
    local many = {}
    for i = 1, 200 do
      many[i] = { i / 200, "positive", ("outcome %d"):format(i), i % 2, i }
    end
    local equal = {}
    for i = 1, 40 do
      equal[i] = { 0.5, "positive", i % 2 == 0 and "Success" or "Other", 0, 60 }
    end
    for _, rows in ipairs { {}, FEW, many, equal,
      { { 0.5, "positive", "Success", 0 } },
      { { nil, nil, "Success", nil, nil, "empty" } } } do
      local job = job_of(rows)
      local result = relations.of(job)
      assert(#result.sentences > 0)
      json.encode(relations.manifest(result))
      job.store:close()
    end
  end)

  it("keep numbers that are none out of the manifest", function()
    local manifest = relations.manifest { pairs = {}, outcomes = {},
      options = {}, sentences = {}, labels = { least = 1 / 0, p = 0.5 } }
    assert(manifest.labels.least == nil and manifest.labels.p == 0.5)
  end)

  it("write at most a hundred pairs into the manifest", function()
    local pairs_found = {}
    for i = 1, 300 do
      pairs_found[i] = { p = i }
    end
    local manifest = relations.manifest { pairs = pairs_found }
    assert(#manifest.pairs == 100 and manifest.pairs_compared == 300)
  end)

  it("take words and noun from the settings", function()
    local rows = {}
    for i = 1, 24 do
      local is_good = i % 2 == 0
      rows[i] = { (is_good and 0.5 or -0.5) + i / 100, "positive",
        is_good and "Success" or "Escalation", 0, i }
    end
    local job = job_of(rows)
    job.settings.relate.noun = "call"
    local result = relations.of(job)
    assert(result.sentences[2]:find(
      "An escalated call scores below a resolved one 100 times in 100",
      1, true), result.sentences[2])
    job.store:close()
  end)
end)
