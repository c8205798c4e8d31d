local store = require "undertone.store"

local function open(identity)
  local s = store.open(":memory:")
  s:begin_run(identity or "test", { from = "f", to = "t" })
  return s
end

local function said(text)
  return { status = "ok", attempts = 1, turns = {
    { speaker = "customer", text = text, at = 1.5 } } }
end

local function ids(iterator)
  local list = {}
  for conversation in iterator do
    list[#list + 1] = conversation.id
  end
  return table.concat(list, " ")
end

describe("store", function()
  it("keeps listing order and every status", function()
    local s <close> = open()
    s:save_page({ { id = "b", metadata = { queue = 1 } }, { id = "a" } }, "/2")
    s:save_page({ { id = "c" } }, nil)
    assert(ids(s:conversations {}) == "b a c")
    assert(s.current.state == "fetching" and s.current.pages == 2)
    s:save_transcript({ id = "b" }, said "hello")
    s:save_transcript({ id = "a" }, { status = "missing", reason = "404",
      attempts = 2 })
    s:commit()
    assert(ids(s:unfetched()) == "c")
    local ledger = s:ledger()
    assert(ledger.ok == 1 and ledger.missing == 1 and ledger.pending == 1)
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

  it("counts a conversation on two pages once", function()
    local s <close> = open()
    assert(s:save_page({ { id = "a" }, { id = "b" } }, "/2") == 2)
    assert(s:save_page({ { id = "b" }, { id = "c" } }, nil) == 1)
    assert(ids(s:conversations {}) == "a b c" and s:count() == 3)
  end)

  it("hands out more than a batch while it is written to", function()
    local s <close> = open()
    local page = {}
    for i = 1, 700 do
      page[i] = { id = ("id%d"):format(i) }
    end
    s:save_page(page, nil)
    local count = 0
    for conversation in s:unfetched() do
      s:save_transcript(conversation, said "x")
      count = count + 1
    end
    s:commit()
    assert(count == 700 and s:ledger().ok == 700)
  end)

  it("goes on with a run of the same identity only", function()
    local s <close> = open("monday")
    s:save_page({ { id = "a" }, { id = "b" } }, nil)
    s:save_transcript({ id = "a" }, said "kept")
    s:commit()
    assert(s:begin_run("monday", {}).id == 1)
    assert(s:begin_run("tuesday", {}).state == "listing")
    assert(s:count() == 0)
    s:save_page({ { id = "c" }, { id = "a" } }, nil)
    assert(ids(s:conversations {}) == "c a")
    assert(ids(s:unfetched()) == "c", "what is here is not fetched again")
  end)

  it("leaves out what filters refuse until results are cleared", function()
    local s <close> = open()
    s:save_page({ { id = "a" }, { id = "b" } }, nil)
    local a = s:conversations {}()
    s:exclude(a, "too short")
    s:commit()
    assert(s:ledger().excluded == 1 and ids(s:unfetched()) == "b")
    assert(s:reasons()[1].reason == "too short")
    s:clear_results()
    assert(ids(s:unfetched()) == "a b")
  end)

  it("forgets what was not committed, keeps what was", function()
    local path = os.tmpname()
    os.remove(path)
    local s = store.open(path)
    s:begin_run("x", {})
    s:save_page({ { id = "a" }, { id = "b" } }, nil)
    s:save_transcript({ id = "a" }, said "committed")
    s:commit()
    s:save_transcript({ id = "b" }, said "lost")
    s:close()
    local again <close> = store.open(path)
    again:begin_run("x", {})
    assert(ids(again:unfetched()) == "b")
    os.remove(path)
  end)

  it("refuses a store of another version and a file that is none", function()
    local path = os.tmpname()
    local file = io.open(path, "w")
    file:write(("not a database "):rep(100))
    file:close()
    local ok, why = pcall(store.open, path)
    assert(not ok and why.code == "storage", tostring(why))
    os.remove(path)
  end)
end)
