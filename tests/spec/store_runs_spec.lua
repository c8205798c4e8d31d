-- store_runs_spec.lua: runs and their windows: what a run lists, asks for
-- again, waits for, and when it is finished.

local fixture = require "store_fixture"
local store = require "undertone.store"
local open, listed, page = fixture.open, fixture.listed, fixture.page
local said, none, ids = fixture.said, fixture.none, fixture.ids

local NOVEMBER = fixture.NOVEMBER
local OPEN_WINDOW = { from = "2026-11-01", to = "2999-01-01", is_open = true }

describe("store", function()
  it("knows what this run has listed, not another", function()
    local s <close> = listed "a"
    assert(s:is_listed "a" and not s:is_listed "b")
    s:begin_run("other", NOVEMBER)
    assert(not s:is_listed "a")
  end)

  it("never blends windows or sources", function()
    local s <close> = listed "a b"
    s:save_transcript({ id = "a" }, said "kept")
    s:commit()
    assert(s:begin_run("test", NOVEMBER).id == 1)
    local december = { from = NOVEMBER.to, to = "2027-01-01" }
    assert(s:begin_run("test", december).state == "listing")
    assert(s:count() == 0)
    s:save_page(page "c a", nil)
    assert(ids(s:conversations {}) == "c a")
    assert(ids(s:unasked()) == "c", "what is here is not fetched again")
    s:begin_run("elsewhere", december)
    s:save_page(page "a", nil)
    assert(ids(s:unasked()) == "a", "another source's a is another one")
    assert(s:ledger().pending == 1)
  end)

  it("asks once for everything, then again for the not ready", function()
    local s <close> = listed "a b c d"
    s:save_transcript({ id = "a" }, said "x")
    s:save_transcript({ id = "b" }, none "pending")
    s:save_transcript({ id = "c" }, none "failed")
    assert(ids(s:unasked()) == "d" and s:count_unasked() == 1)
    s:save_transcript({ id = "d" }, none "forbidden")
    assert(ids(s:unasked()) == "")
    s:set_round(2)
    assert(ids(s:unasked()) == "b")
    s:save_transcript({ id = "b" }, none "pending")
    assert(ids(s:unasked()) == "")
  end)

  it("asks again in the next pass over a complete run", function()
    local s <close> = listed "a b c d e"
    for id, status in pairs { a = "pending", b = "failed", c = "forbidden",
      d = "missing", e = "empty" } do
      s:save_transcript({ id = id }, none(status))
    end
    s:set_round(2)
    s:complete()
    assert(s:begin_run("test", NOVEMBER).id == 1)
    assert(s.current.round == 3 and s.current.state == "fetching")
    assert(ids(s:unasked()) == "a b c")
  end)

  it("lists again in the order of the service", function()
    local s <close> = open()
    s:save_page(page "b a", "/lost")
    s:restart_listing()
    assert(s.current.cursor == nil and s:count() == 0)
    s:save_page(page "z a b", nil)
    assert(ids(s:conversations {}) == "z a b")
  end)

  it("keeps what was odd about a listing and lists what it lacks", function()
    local s <close> = open()
    s:note_oddity("channel", "page 1: x")
    s:note_oddity("channel", "page 1: y")
    s:save_page(page "a", "/2")
    assert(s:begin_run("test", NOVEMBER).state == "listing")
    assert(s:oddities().channel.count == 2)
    assert(s:oddities().channel.first == "page 1: x")
    assert(s:count_nameless() == 0)
    s:save_page({}, nil)
    s:complete()
    assert(s:begin_run("test", NOVEMBER).state == "fetching")
    s:note_oddity("conversationId", "page 2: z")
    s:complete()
    assert(s:count_nameless() == 1)
    assert(s:begin_run("test", NOVEMBER).state == "listing")
    assert(s:count_nameless() == 0 and next(s:oddities()) == nil)
  end)

  it("remembers a run that is stuck until it is taken up again", function()
    local s <close> = open()
    s:set_stuck(true)
    assert(s:last_run().is_stuck == 1)
    assert(s:begin_run("test", NOVEMBER).id == 1)
    assert(s:last_run().is_stuck == 0)
  end)

  -- A run over a window that has not ended, of the conversations in `list`.
  local function list_open(s, list)
    s:begin_run("test", OPEN_WINDOW)
    s:save_page(list, nil)
    return s.current
  end

  it("lists a window anew that had not ended", function()
    local s <close> = store.open(":memory:")
    list_open(s, page "a")
    assert(s:begin_run("test", OPEN_WINDOW).state == "fetching")
    s:complete()
    assert(s:begin_run("test", OPEN_WINDOW).state == "listing")
  end)

  it("finished when it did if listing again brings nothing new", function()
    local s <close> = store.open(":memory:")
    list_open(s, { { id = "a" }, { id = "b", channel = "x" } })
    s:save_transcript({ id = "a" }, said "x")
    s:save_transcript({ id = "b" }, none "pending")
    assert(s:finish("early") == "early")
    for _, list in ipairs { { { id = "b", channel = "x" }, { id = "a" } },
      page "a", { { id = "a" }, { id = "b", channel = "y" } } } do
      s:complete()
      assert(list_open(s, list).finished_at == nil)
      assert(s:finish("late") == "late")
    end
    s:complete()
    local again = { { id = "a" }, { id = "b", channel = "y" } }
    assert(list_open(s, again).finished_at == "late")
    s:complete()
    s:begin_run("test", OPEN_WINDOW)
    s:save_page({ again[1] }, "/2")
    s:restart_listing()
    assert(list_open(s, again).finished_at == "late", "one was broken off")
    s:save_transcript({ id = "b" }, none "pending")
    assert(s:finish("later") == "later")
    s:complete()
    again[1].result = said "x"
    assert(list_open(s, again).finished_at == nil)
  end)

  it("finished when it first did, until something comes", function()
    local s <close> = listed "a"
    s:save_transcript({ id = "a" }, none "failed")
    assert(s:finish("one") == "one" and s:finish("two") == "one")
    s:complete()
    s:begin_run("test", NOVEMBER)
    assert(s:finish("three") == "one")
    s:save_transcript({ id = "a" }, said "x")
    assert(s:finish("four") == "four")
  end)

  it("goes back to the complete run if listing again brings no page", function()
    local s <close> = store.open(":memory:")
    list_open(s, page "a")
    s:return_to_complete()
    assert(s.current.id == 1, "it is the only one")
    s:complete()
    assert(s:begin_run("test", OPEN_WINDOW).id == 2 and s:count() == 0)
    s:return_to_complete()
    assert(s.current.id == 1 and s:count() == 1 and s:last_run().id == 1)
    s:begin_run("test", OPEN_WINDOW)
    s:save_page(page "b", "/2")
    s:return_to_complete()
    assert(s.current.id == 2, "a page has come")
    s:begin_run("test", NOVEMBER)
    s:return_to_complete()
    assert(s.current.id == 3, "the run before was of another window")
  end)

  it("still repeats a complete listing when it begins anew", function()
    local s <close> = store.open(":memory:")
    s:begin_run("test", OPEN_WINDOW)
    s:save_page(page "a", "/2")
    s:restart_listing()
    assert(not s:is_relisting(), "none was complete")
    s:save_page(page "a b", nil)
    s:complete()
    s:begin_run("test", OPEN_WINDOW)
    s:save_page(page "a", "/2")
    s:restart_listing()
    assert(s.current.id == 4 and s:is_relisting())
    s:return_to_complete()
    assert(s.current.id == 3 and s.current.cursor == "/2" and s:is_relisting())
    s:begin_run("test", NOVEMBER)
    assert(not s:is_relisting())
    s:begin_run("test", OPEN_WINDOW)
    assert(not s:is_relisting(), "another window's began in between")
  end)

  it("asks again for what went on after its transcript came", function()
    local s <close> = store.open(":memory:")
    list_open(s, { { id = "a", duration_seconds = 5 }, { id = "b" },
      { id = "c", duration_seconds = 7 } })
    for _, id in ipairs { "a", "b", "c" } do
      s:save_transcript({ id = id }, said "x")
    end
    s:complete()
    list_open(s, { { id = "a", duration_seconds = 5.5 }, { id = "b",
      duration_seconds = 9 }, { id = "c" } })
    assert(ids(s:unasked()) == "a b" and #s:forget_damaged() == 0)
    for conversation in s:unasked() do
      s:save_transcript(conversation, none "failed")
    end
    assert(s:count "status = 'ok'" == 3, "what was here stays")
    assert(#s.db:records "SELECT * FROM turn" == 3)
    assert(s:count "has_grown = 1" == 2 and #s:forget_damaged() == 0)
    s:next_pass()
    for conversation in s:unasked() do
      s:save_transcript(conversation, conversation.id == "a" and said "more"
        or none "missing")
    end
    assert(s:count "status = 'ok'" == 3 and s:count_grown() == 0)
    assert(s:conversations { turns = true }().turns[1].text == "more")
    assert(s:count "has_grown = 1" == 0)
    s:complete()
    list_open(s, { { id = "a", duration_seconds = 5.5 }, { id = "b",
      duration_seconds = 9.0 }, { id = "c", duration_seconds = 7 },
      { id = "a", duration_seconds = 6 } })
    assert(ids(s:unasked()) == "c", "of two entries the first counts")
  end)

  local function wait(ms, waits)
    return { wait_ms = ms, waits = waits, waited_ms = ms }
  end

  it("keeps a wait over what was under way, and for the next run", function()
    local s <close> = listed "a b"
    assert(s:wait_left() == nil)
    s:save_wait(wait(60000, 3))
    s:save_wait(wait(90000, 1))
    s:save_transcript({ id = "a" }, said "x")
    local left = s:wait_left()
    assert(left.ms > 85000 and left.ms <= 92000, left.ms)
    assert(left.waits == 3 and left.waited_ms == 90000)
    s:begin_run("test", { from = "2026-12-01", to = "2027-01-01" })
    assert(s:wait_left().waits == 3)
    s:begin_run("elsewhere", NOVEMBER)
    assert(s:wait_left() == nil)
  end)

  it("forgets a wait that was answered after it, or given up", function()
    local s <close> = listed "a"
    s:save_wait(wait(0, 1))
    s.current.wait_until = s.current.wait_until - 10
    assert(s:wait_left().ms == 0)
    s:save_transcript({ id = "a" }, said "x")
    assert(s:wait_left() == nil and s.current.waits == 0)
    s:save_wait(wait(60000, 2))
    s:forget_wait()
    assert(s:wait_left() == nil and s:last_run().waits == 0)
  end)
end)
