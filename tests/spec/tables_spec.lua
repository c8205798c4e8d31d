local csv = require "undertone.csv"
local outcomes = require "undertone.outcomes"
local relations = require "undertone.relations"
local settings = require "undertone.settings"
local sheets = require "undertone.sheets"
local store = require "undertone.store"
local tables = require "undertone.tables"

local function folder()
  local path = os.tmpname()
  os.remove(path)
  assert(require("undertone.file").mkdir(path))
  return path
end

-- A job of `count` scored conversations, two of three in "Success", and
-- further ones from `others`.
local function job_of(count, others, values)
  values = values or {}
  values.out, values.tidy_tables = folder(), true
  local s, page = store.open(":memory:"), {}
  s:begin_run("test", { from = "f", to = "t" })
  for i = 1, count do
    page[i] = { id = "c" .. i, duration_seconds = i, result = {
      status = "ok", turns = { { speaker = "customer", text = "t" .. i } } } }
  end
  table.move(others or {}, 1, #(others or {}), count + 1, page)
  s:save_page(page, nil)
  local i = 0
  for conversation in s:conversations { turns = true } do
    i = i + 1
    s:save_outcome(conversation, i % 3 == 0 and "Escalation" or "Success")
    if i <= count then
      conversation.turns[1].compound = i / count
      s:save_sentiment(conversation, { score = i / count,
        label = "positive" })
      s:save_topic(conversation.key, i % 2)
    end
  end
  s:commit()
  local job = { store = s, settings = settings.load({ values = values })
    .values, topics = { k = 2, sweep = {}, list = {
      { id = 0, name = "cards", size = count // 2, terms = { "card", "pin" },
        examples = { { id = "c2", text = "=my card" } } },
      { id = 1, name = "flights", size = count - count // 2,
        terms = { "flight" } } } } }
  job.outcomes = outcomes.table(s, job.settings.outcomes)
  job.relations = relations.of(job)
  return job
end

local function read(job, name)
  local rows = {}
  for row in csv.reader(job.settings.out .. "/tables/" .. name .. ".csv",
    { header = true }) do
    rows[#rows + 1] = row
  end
  return rows
end

local NAMES = { "conversations", "turns", "topics", "outcomes", "tests",
  "cells", "ledger" }

local function written(...)
  local job = job_of(...)
  tables.write(job)
  local found = {}
  for _, name in ipairs(NAMES) do
    found[name] = read(job, name)
  end
  return found, job
end

describe("tidy tables", function()
  it("hold one line a thing, with keys that join", function()
    local found = written(30, { { id = "gone", result = {
      status = "missing", reason = "404" } } })
    assert(#found.conversations == 31 and #found.turns == 30)
    local c = found.conversations[31]
    assert(c.conversation_id == "gone" and c.sentiment_score == "")
    assert(c.transcript_status == "missing" and c.turns == "")
    for i = 1, 30 do
      assert(tonumber(found.conversations[i].sentiment_score) == i / 30)
    end
    assert(found.turns[2].conversation_id == "c2")
    assert(found.turns[2].text == "t2" and found.turns[2].position == "1")
    assert(found.conversations[3].topic_cluster == "1")
    assert(found.topics[2].topic_label == "flights")
    assert(found.topics[2].scored == "15")
    -- The odd ones of 30: 1/30, 3/30, … 29/30.
    assert(found.topics[2].median == "0.5")
    assert(found.topics[1].terms == "card, pin")
  end)

  it("count outcomes with the reasons of what is missing", function()
    local found = written(30, { { id = "x", result = { status = "missing" } },
      { id = "y", result = { status = "ok", turns = {} } } })
    local success = found.outcomes[1]
    assert(success.outcome == "Success" and success.scored == "20")
    assert(success.without_score == "2" and success.missing == "1")
    assert(success.unscored == "1" and success.is_few == "false")
    assert(success.median == "0.5")
    local ledger = {}
    for i, row in ipairs(found.ledger) do
      ledger[i] = ("%s %s %s"):format(row.outcome, row.status,
        row.conversations)
    end
    assert(table.concat(ledger, ", ") == "Escalation ok 10, "
      .. "Success missing 1, Success ok 20, Success unscored 1",
      table.concat(ledger, ", "))
  end)

  it("list every test with its effect", function()
    local found, job = written(30)
    local test = found.tests[1]
    assert(test.question == "outcomes" and test.method == "Mann-Whitney")
    assert(tonumber(test.p) == job.relations.test.p and test.n == "30")
    assert(test.statistic == "" and test.df == "")
    for _, name in ipairs { "epsilon2", "epsilon_low", "epsilon_high" } do
      assert(tonumber(test[name]) == job.relations.test[name], name)
    end
    local asked = {}
    for _, row in ipairs(found.tests) do
      asked[row.question] = (asked[row.question] or 0) + 1
    end
    assert(asked.pair == 1 and asked.duration == 1 and asked.topic == 2)
    assert(asked.outcomes == 2 and asked.topics == 1)
    for _, row in ipairs(found.tests) do
      if row.question == "topic" then
        assert(row.n == "30" and row.n_a == "15" and row.df == "1")
        assert(tonumber(row.statistic) == 0)
      elseif row.question == "pair" then
        assert(tonumber(row.delta) == job.relations.pairs[1].delta)
        local below = 1 - tonumber(row.statistic) / (20 * 10)
        assert(math.abs(below - tonumber(row.effect)) < 1e-12)
      end
    end
    local duration = found.tests[#found.tests]
    assert(duration.statistic == "1.0", duration.statistic)
  end)

  it("hold every cell of labels and of topics by outcome", function()
    local found, job = written(30)
    assert(#found.cells == 2 + 4)
    local label, topic = found.cells[2], found.cells[5]
    assert(label.question == "labels" and label.row == "positive")
    assert(label.column == "Escalation" and label.n == "10")
    assert(label.residual == "") -- one label: no test
    local whole = job.relations.topics.table
    assert(topic.question == "topics" and topic.row == "flights")
    assert(topic.column == "Success" and topic.n == "10")
    assert(topic.expected == "10.0", topic.expected)
    assert(tonumber(topic.residual) == whole.residuals[2][1])
  end)

  it("leave what is expected empty where an outcome is too small", function()
    local cells = written(21).cells -- 7 escalations
    assert(#cells == 6 and cells[3].column == "Success")
    assert(cells[4].n == "3" and cells[4].expected == "")
  end)

  it("have a dictionary that names exactly their columns", function()
    local found, job = written(9, nil, { layout = { extra_columns = {
      { name = "minutes", type = "integer", unit = "min", meaning = "whole",
        value = function(c) return (c.duration_seconds or 0) // 60 end },
      "transcript_text", "turns" } } })
    local known = {}
    for _, row in ipairs(read(job, "README")) do
      assert(row.type ~= "" or row.column == "transcript_text")
      known[row.table .. "." .. row.column] = row
    end
    local count = 0
    for _ in pairs(known) do
      count = count + 1
    end
    for name, rows in pairs(found) do
      for column in pairs(rows[1] or {}) do
        assert(known[name .. "." .. column], name .. "." .. column)
        count = count - 1
      end
    end
    assert(count == 0, count)
    assert(known["tests.effect_low"].meaning:find("95 %% interval, not adj"))
    assert(known["conversations.minutes"].meaning == "whole")
    assert(found.conversations[1].transcript_text == "Customer: t1"
      or found.conversations[1].transcript_text == "t1")
  end)

  it("are written with nothing to write about", function()
    local found = written(0)
    assert(#found.conversations == 0 and #found.tests == 0)
    assert(#found.ledger == 0 and #found.cells == 0)
  end)

  it("tell what was changed in cells", function()
    local _, job = written(4)
    local notes = sheets.notes(job)
    assert(notes.neutralised == 1 and notes.cut == 0) -- "=my card"
    assert(#sheets.paths(job) == 8)
    _, job = written(4, nil, { csv_dialect = "plain" })
    assert(sheets.notes(job).neutralised == 0)
  end)

  it("are not written unless asked for", function()
    local job = job_of(3)
    job.settings.tidy_tables = false
    tables.write(job)
    assert(not io.open(job.settings.out .. "/tables/README.csv"))
  end)
end)
