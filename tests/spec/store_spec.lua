local store = require "undertone.store"

local NOVEMBER = { from = "2026-11-01", to = "2026-12-01" }

local function open(path, identity, window)
  local s = store.open(path or ":memory:")
  s:begin_run(identity or "test", window or NOVEMBER)
  return s
end

local function temporary_path()
  local path = os.tmpname()
  os.remove(path)
  return path
end

local function said(text)
  return { status = "ok", attempts = 1, turns = {
    { speaker = "customer", text = text, at = 1.5 } } }
end

local function none(status)
  return { status = status, reason = status .. "!", attempts = 1 }
end

local function ids(iterator)
  local list = {}
  for conversation in iterator do
    list[#list + 1] = conversation.id
  end
  return table.concat(list, " ")
end

-- A run of the ids in `text`, all on one page.
local function listed(text)
  local s, page = open(), {}
  for id in text:gmatch("%S+") do
    page[#page + 1] = { id = id }
  end
  s:save_page(page, nil)
  return s
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
    s:save_page({ { id = "a" }, { id = "b" } }, "/2")
    s:save_page({ { id = "b" }, { id = "c" } }, nil)
    assert(ids(s:conversations {}) == "a b c" and s:count() == 3)
  end)

  it("knows what this run has listed, not another", function()
    local s <close> = listed "a"
    assert(s:is_listed "a" and not s:is_listed "b")
    s:begin_run("other", NOVEMBER)
    assert(not s:is_listed "a")
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
    local page = {}
    for i = 1, 700 do
      page[i] = { id = ("id%d"):format(i) }
    end
    s:save_page(page, nil)
    local count = 0
    for conversation in s:unasked() do
      s:save_transcript(conversation, said "x")
      count = count + 1
    end
    s:commit()
    assert(count == 700 and s:ledger().unscored == 700)
  end)

  it("never blends windows or sources", function()
    local s <close> = listed "a b"
    s:save_transcript({ id = "a" }, said "kept")
    s:commit()
    assert(s:begin_run("test", NOVEMBER).id == 1)
    local december = { from = NOVEMBER.to, to = "2027-01-01" }
    assert(s:begin_run("test", december).state == "listing")
    assert(s:count() == 0)
    s:save_page({ { id = "c" }, { id = "a" } }, nil)
    assert(ids(s:conversations {}) == "c a")
    assert(ids(s:unasked()) == "c", "what is here is not fetched again")
    s:begin_run("elsewhere", december)
    s:save_page({ { id = "a" } }, nil)
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

  it("lists a window anew that had not ended", function()
    local open_window = { from = "2026-11-01", to = "2999-01-01",
      is_open = true }
    local s <close> = open(nil, nil, open_window)
    s:save_page({ { id = "a" } }, nil)
    assert(s:begin_run("test", open_window).state == "fetching")
    s:complete()
    assert(s:begin_run("test", open_window).state == "listing")
  end)

  -- A run over an open window of the conversations in `page`, then completed.
  local function list_open(s, page)
    s:begin_run("test", { from = "2026-11-01", to = "2999-01-01",
      is_open = true })
    s:save_page(page, nil)
    return s.current
  end

  it("finished when it did if listing again brings nothing new", function()
    local s <close> = store.open(":memory:")
    list_open(s, { { id = "a" }, { id = "b", channel = "x" } })
    s:save_transcript({ id = "a" }, said "x")
    s:save_transcript({ id = "b" }, none "pending")
    assert(s:finish("early") == "early")
    for _, page in ipairs { { { id = "b", channel = "x" }, { id = "a" } },
      { { id = "a" } }, { { id = "a" }, { id = "b", channel = "y" } } } do
      s:complete()
      assert(list_open(s, page).finished_at == nil)
      assert(s:finish("late") == "late")
    end
    s:complete()
    local again = { { id = "a" }, { id = "b", channel = "y" } }
    assert(list_open(s, again).finished_at == "late")
    s:save_transcript({ id = "b" }, none "pending")
    assert(s:finish("later") == "later")
    s:complete()
    again[1].result = said "x"
    assert(list_open(s, again).finished_at == nil)
  end)

  it("goes back to the complete run if listing again brings no page", function()
    local s <close> = store.open(":memory:")
    local window = { from = "2026-11-01", to = "2999-01-01", is_open = true }
    list_open(s, { { id = "a" } })
    s:return_to_complete()
    assert(s.current.id == 1, "it is the only one")
    s:complete()
    assert(s:begin_run("test", window).id == 2 and s:count() == 0)
    s:return_to_complete()
    assert(s.current.id == 1 and s:count() == 1 and s:last_run().id == 1)
    s:begin_run("test", window)
    s:save_page({ { id = "b" } }, "/2")
    s:return_to_complete()
    assert(s.current.id == 2, "a page has come")
    s:begin_run("test", NOVEMBER)
    s:return_to_complete()
    assert(s.current.id == 3, "the run before was of another window")
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

  it("keeps what was odd about a listing and lists what it lacks", function()
    local s <close> = open()
    s:note_oddity("channel", "page 1: x")
    s:note_oddity("channel", "page 1: y")
    s:save_page({ { id = "a" } }, "/2")
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

  it("lists again in the order of the service", function()
    local s <close> = open()
    s:save_page({ { id = "b" }, { id = "a" } }, "/lost")
    s:restart_listing()
    assert(s.current.cursor == nil and s:count() == 0)
    s:save_page({ { id = "z" }, { id = "a" }, { id = "b" } }, nil)
    assert(ids(s:conversations {}) == "z a b")
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

  it("forgets what was not committed, keeps what was", function()
    local path = temporary_path()
    local s = open(path)
    s:save_page({ { id = "a" }, { id = "b" } }, nil)
    s:save_transcript({ id = "a" }, said "committed")
    s:commit()
    s:save_transcript({ id = "b" }, said "lost")
    s:close()
    local again <close> = open(path)
    assert(ids(again:unasked()) == "b")
    os.remove(path)
  end)

  local function refuses(path, words)
    local ok, why = pcall(store.open, path)
    assert(not ok and why.code == "storage", tostring(why))
    assert(why.message:find(path, 1, true), why.message)
    assert(why.message:find(words, 1, true), why.message)
  end

  local function bytes_of(path)
    local file <close> = io.open(path, "rb")
    return file:read("a")
  end

  it("refuses and does not touch a file that is no store", function()
    local path = temporary_path()
    local text = ("not a database "):rep(100)
    local file = io.open(path, "w")
    file:write(text)
    file:close()
    refuses(path, "not a database")
    assert(bytes_of(path) == text)
    os.remove(path)
    local foreign = require("undertone.db").open(path)
    foreign:exec("PRAGMA journal_mode = DELETE; CREATE TABLE t(x)")
    foreign:close()
    local before = bytes_of(path)
    refuses(path, "of another program")
    assert(bytes_of(path) == before)
    os.remove(path)
  end)

  it("refuses a store of another version", function()
    local path = temporary_path()
    local s = open(path)
    s.db:exec("PRAGMA user_version = 99")
    s:close()
    refuses(path, "schema 99")
    os.remove(path)
  end)

  -- What a disk may do behind the store's back.
  local function damage(s, sql)
    s.db:exec(sql)
  end

  local function refuses_to_read(s, id)
    local ok, why = pcall(ids, s:conversations { turns = true })
    assert(not ok and why.code == "storage", tostring(why))
    assert(why.message:find("conversation " .. id .. " was damaged", 1, true),
      why.message)
  end

  -- Three conversations, of which the disk changed the second one.
  local function damaged(sql)
    local s = listed "a b c"
    s:save_transcript({ id = "b" }, said "hello")
    s:set_round(2)
    assert(ids(s:conversations { turns = true }) == "a b c")
    damage(s, sql)
    refuses_to_read(s, "b")
    local forgotten = s:forget_damaged()
    assert(#forgotten == 1 and forgotten[1].id == "b")
    assert(#s:forget_damaged() == 0)
    return s
  end

  for what, sql in pairs {
    ["a turn's text"] = "UPDATE turn SET text = 'hellp'",
    ["a speaker"] = "UPDATE turn SET speaker = 'agent'",
    ["a time"] = "UPDATE turn SET at = 2.5",
    ["a lost turn"] = "DELETE FROM turn",
    ["a status"] = "UPDATE conversation SET status = 'empty' WHERE id = 'b'",
    ["attempts"] = "UPDATE conversation SET attempts = 3 WHERE id = 'b'",
  } do
    it("asks again for a transcript of which the disk changed " .. what,
      function()
        local s <close> = damaged(sql)
        assert(s.current.round == 3 and ids(s:unasked()) == "a b c")
        assert(s:ledger().pending == 3)
        assert(s:reasons()[1].reason == "not asked for yet"
          and s:reasons()[2].reason == "damaged since it was stored")
      end)
  end

  for what, sql in pairs {
    ["a disposition"] = [[UPDATE conversation SET disposition = 'x'
      WHERE id = 'b']],
    ["metadata"] = "UPDATE conversation SET metadata = '{}' WHERE id = 'b'",
    ["a position"] = "UPDATE conversation SET position = 7 WHERE id = 'b'",
    ["a round"] = "UPDATE conversation SET asked = 5 WHERE id = 'b'",
  } do
    it("lists again when the disk changed " .. what, function()
      local s <close> = damaged(sql)
      assert(s.current.state == "listing" and s:count() == 0)
      s:save_page({ { id = "a" }, { id = "b" }, { id = "c" } }, nil)
      assert(ids(s:unasked()) == "a b c")
      assert(#s:forget_damaged() == 0 and s.current.state == "fetching")
    end)
  end

  -- Deletes a row as a program does that heeds no foreign keys.
  local function delete(s, id)
    s.db:exec("PRAGMA foreign_keys = OFF")
    damage(s, ("DELETE FROM conversation WHERE id = '%s'"):format(id))
  end

  for what, result in pairs { ["with its turns"] = said "hello",
    ["without turns"] = { status = "missing", reason = "no transcript" } } do
    it("lists again when a conversation was deleted, " .. what, function()
      local s <close> = listed "a b c"
      s:save_transcript({ id = "b" }, result)
      s:commit()
      delete(s, "b")
      local forgotten = s:forget_damaged()
      assert(#forgotten == 1 and forgotten[1].id == nil)
      assert(s.current.state == "listing" and #s:forget_damaged() == 0)
      s:save_page({ { id = "a" }, { id = "b" }, { id = "c" } }, nil)
      assert(s:count() == 3 and s.current.listed == 3)
    end)
  end

  it("lists again when a conversation went to another run", function()
    local s <close> = open()
    s:begin_run("elsewhere", NOVEMBER)
    s:save_page({ { id = "a" }, { id = "b" } }, nil)
    damage(s, "UPDATE conversation SET run = 1 WHERE id = 'b'")
    assert(s:forget_damaged()[1].id == "b" and s.current.state == "listing")
  end)

  it("does not take an id listed again for one deleted", function()
    local s <close> = open()
    s:save_page({ { id = "a" }, { id = "b" } }, "/2")
    s:save_page({ { id = "b" }, { id = "c" } }, nil)
    assert(s.current.listed == 4 and s.current.repeated == 1)
    assert(#s:forget_damaged() == 0 and s.current.state == "fetching")
    delete(s, "c")
    assert(#s:forget_damaged() == 1 and s.current.state == "listing")
  end)

  it("forgets what was deleted in other runs and goes on", function()
    local s <close> = listed "a b"
    s:save_transcript({ id = "a" }, said "x")
    s:begin_run("elsewhere", NOVEMBER)
    s:save_page({ { id = "c" } }, nil)
    delete(s, "a")
    assert(#s:forget_damaged() == 1 and s.current.state == "fetching")
    assert(#s:forget_damaged() == 0)
  end)

  it("lets other programs add indexes and statistics", function()
    local path = temporary_path()
    local s = open(path)
    s.db:exec("CREATE INDEX mine ON turn(text); ANALYZE")
    s:close()
    s = open(path)
    s:close()
    os.remove(path)
  end)

  it("says what to do about a file that another program locked", function()
    local path = temporary_path()
    local one, two = open(path), open(path)
    one:save_page({ { id = "a" } }, "/2")
    one.db:exec("BEGIN IMMEDIATE")
    local ok, why = pcall(two.save_page, two, { { id = "a" } }, "/2")
    assert(not ok and why.code == "storage")
    assert(why.message:find("another program is writing to it", 1, true))
    one:close()
    two:close()
    os.remove(path)
  end)

  it("forgets what was damaged in other runs and goes on", function()
    local s <close> = listed "a b"
    s:save_transcript({ id = "a" }, said "x")
    s:save_transcript({ id = "b" }, said "y")
    s:begin_run("elsewhere", NOVEMBER)
    s:save_page({ { id = "c" } }, nil)
    damage(s, "UPDATE turn SET text = 'z' WHERE conversation = 1")
    assert(s:forget_damaged()[1].id == "a")
    assert(s.current.state == "fetching" and ids(s:unasked()) == "c")
    s:begin_run("test", NOVEMBER)
    s:save_page({ { id = "a" }, { id = "b" } }, nil)
    assert(ids(s:unasked()) == "a")
  end)

  it("lists anew when what it says of the run was damaged", function()
    local s <close> = listed "a"
    damage(s, "UPDATE run SET listed = 2")
    assert(s:last_run() == nil and s.is_run_damaged)
    assert(not pcall(s.read_last_run, s))
    assert(s:begin_run("test", NOVEMBER).state == "listing")
    assert(s.current.id == 2 and not s.is_run_damaged)
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

  it("refuses tables that are not its own", function()
    local path = temporary_path()
    local s = open(path)
    s.db:exec("CREATE VIEW mine AS SELECT * FROM turn")
    s:close()
    s = open(path)
    s.db:exec("ALTER TABLE turn ADD COLUMN more TEXT")
    s:close()
    refuses(path, "its tables are not those that were made")
    os.remove(path)
  end)

  it("reports a damaged file and writes nothing more", function()
    local path = temporary_path()
    local s = open(path)
    s:save_page({ { id = "a" } }, nil)
    s:complete()
    s:close()
    local file = io.open(path, "r+b")
    file:seek("set", 4096)
    file:write(("\xff"):rep(4096 * 6))
    file:close()
    local ok, why = pcall(open, path)
    assert(not ok and why.code == "storage" and why.message:find(path, 1, true))
    os.remove(path)
    os.remove(path .. "-wal")
    os.remove(path .. "-shm")
  end)
end)
