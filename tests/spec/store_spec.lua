-- store_spec.lua: what the store keeps of conversations: their order, results,
-- scores and counts. Its runs, damage and its file: store_*_spec.lua.

local fixture = require "store_fixture"
local open, listed, page = fixture.open, fixture.listed, fixture.page
local said, none, ids = fixture.said, fixture.none, fixture.ids
local on_disk = fixture.on_disk

describe("store", function()
  it("keeps listing order and every status", function()
    local s <close> = open()
    s:save_page({ { id = "b", metadata = { queue = 1 } }, { id = "a" } }, "/2")
    s:save_page(page "c", nil)
    assert(ids(s:conversations {}) == "b a c")
    assert(s.current.state == "fetching" and s.current.pages == 2)
    s:save_transcript({ id = "b" }, said "hello")
    s:save_transcript({ id = "a" }, { status = "missing", reason = "404",
      attempts = 2 })
    s:commit()
    assert(ids(s:unasked()) == "c")
    local ledger = s:ledger()
    assert(ledger.missing == 1 and ledger.pending == 1)
    assert(ledger.unscored == 1 and not ledger.ok)
    local first = s:conversations { turns = true }()
    assert(first.turns[1].text == "hello" and first.turns[1].at == 1.5)
    assert(first.metadata.queue == 1 and first.attempts == 1)
    assert(first.sentiment.score == nil)
    assert(s:reasons()[1].reason == "404")
  end)

  it("keeps every score of a conversation and its turns", function()
    local s <close> = open()
    s:save_page({ { id = "a", result = said "x" } }, nil)
    local conversation = s:conversations { turns = true }()
    conversation.turns[1].compound = 0.25
    s:save_sentiment(conversation, { score = 0.5, label = "positive",
      customer = -0.5, agent = 0.75, whole = 0.125, trend = -0.25,
      compound = 1 })
    s:commit()
    conversation = s:conversations { turns = true }()
    local kept = conversation.sentiment
    assert(kept.score == 0.5 and kept.label == "positive")
    assert(kept.customer == -0.5 and kept.agent == 0.75)
    assert(kept.whole == 0.125 and kept.trend == -0.25)
    assert(kept.compound == 1 and conversation.turns[1].compound == 0.25)
    s:clear_results()
    assert(next(s:conversations {}().sentiment) == nil)
  end)

  it("counts by outcome what every conversation came to", function()
    local s <close> = listed "a b c"
    s:save_transcript({ id = "a" }, said "x")
    s:save_transcript({ id = "b" }, none "failed")
    for conversation in s:conversations {} do
      s:save_outcome(conversation, conversation.id == "c" and "Lost" or "Won")
    end
    s:commit()
    local ledger = s:ledger_by_outcome()
    assert(ledger.Won.unscored == 1 and ledger.Won.failed == 1)
    assert(ledger.Lost.pending == 1 and not ledger.Lost.ok)
  end)

  it("counts a conversation on two pages once", function()
    local s <close> = open()
    s:save_page(page "a b", "/2")
    s:save_page(page "b c", nil)
    assert(ids(s:conversations {}) == "a b c" and s:count() == 3)
  end)

  it("keeps the first of two results of one id, in every listing", function()
    local s <close> = open()
    s:save_page({ { id = "a", channel = "x", result = said "one" } }, "/2")
    s:save_page({ { id = "a", channel = "y", result = said "two" } }, nil)
    local first = s:conversations { turns = true }()
    assert(first.channel == "x" and first.turns[1].text == "one")
    assert(s.current.listed == 2 and s:count() == 1)
    s:restart_listing()
    s:save_page({ { id = "a", channel = "y", result = said "two" } }, nil)
    first = s:conversations { turns = true }()
    assert(first.channel == "y" and first.turns[1].text == "two")
  end)

  it("hands out more than a batch while it is written to", function()
    local s <close> = open()
    local many = {}
    for i = 1, 700 do
      many[i] = { id = ("id%d"):format(i) }
    end
    s:save_page(many, nil)
    local count = 0
    for conversation in s:unasked() do
      s:save_transcript(conversation, said "x")
      count = count + 1
    end
    s:commit()
    assert(count == 700 and s:ledger().unscored == 700)
  end)

  it("leaves out what filters refuse until results are cleared", function()
    local s <close> = listed "a b"
    s:exclude(s:conversations {}(), "too short")
    s:commit()
    assert(s:ledger().excluded == 1 and ids(s:unasked()) == "b")
    assert(s:reasons()[1].reason == "too short")
    s:clear_results()
    assert(ids(s:unasked()) == "a b")
  end)

  it("forgets what was not committed, keeps what was", on_disk(function(path)
    local s = open(path)
    s:save_page(page "a b", nil)
    s:save_transcript({ id = "a" }, said "committed")
    s:commit()
    s:save_transcript({ id = "b" }, said "lost")
    s:close()
    local again <close> = open(path)
    assert(ids(again:unasked()) == "b")
  end))
end)
