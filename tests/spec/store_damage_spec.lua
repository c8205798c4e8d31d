-- store_damage_spec.lua: rows that something else changed or deleted are
-- noticed, and asked for or listed again.

local fixture = require "store_fixture"
local NOVEMBER, said, ids = fixture.NOVEMBER, fixture.said, fixture.ids
local open, listed, page = fixture.open, fixture.listed, fixture.page

describe("store", function()
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
    s.db:exec(sql)
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
      s:save_page(page "a b c", nil)
      assert(ids(s:unasked()) == "a b c")
      assert(#s:forget_damaged() == 0 and s.current.state == "fetching")
    end)
  end

  -- Deletes a row as a program does that heeds no foreign keys.
  local function delete(s, id)
    s.db:exec("PRAGMA foreign_keys = OFF")
    s.db:exec(("DELETE FROM conversation WHERE id = '%s'"):format(id))
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
      s:save_page(page "a b c", nil)
      assert(s:count() == 3 and s.current.listed == 3)
    end)
  end

  it("lists again when a conversation went to another run", function()
    local s <close> = open()
    s:begin_run("elsewhere", NOVEMBER)
    s:save_page(page "a b", nil)
    s.db:exec("UPDATE conversation SET run = 1 WHERE id = 'b'")
    assert(s:forget_damaged()[1].id == "b" and s.current.state == "listing")
  end)

  it("does not take an id listed again for one deleted", function()
    local s <close> = open()
    s:save_page(page "a b", "/2")
    s:save_page(page "b c", nil)
    assert(s.current.listed == 4 and s.current.repeated == 1)
    assert(#s:forget_damaged() == 0 and s.current.state == "fetching")
    delete(s, "c")
    assert(#s:forget_damaged() == 1 and s.current.state == "listing")
  end)

  it("forgets what was deleted in other runs and goes on", function()
    local s <close> = listed "a b"
    s:save_transcript({ id = "a" }, said "x")
    s:begin_run("elsewhere", NOVEMBER)
    s:save_page(page "c", nil)
    delete(s, "a")
    assert(#s:forget_damaged() == 1 and s.current.state == "fetching")
    assert(#s:forget_damaged() == 0)
  end)

  it("forgets what was damaged in other runs and goes on", function()
    local s <close> = listed "a b"
    s:save_transcript({ id = "a" }, said "x")
    s:save_transcript({ id = "b" }, said "y")
    s:begin_run("elsewhere", NOVEMBER)
    s:save_page(page "c", nil)
    s.db:exec("UPDATE turn SET text = 'z' WHERE conversation = 1")
    assert(s:forget_damaged()[1].id == "a")
    assert(s.current.state == "fetching" and ids(s:unasked()) == "c")
    s:begin_run("test", NOVEMBER)
    s:save_page(page "a b", nil)
    assert(ids(s:unasked()) == "a")
  end)

  it("lists anew when what it says of the run was damaged", function()
    local s <close> = listed "a"
    s.db:exec("UPDATE run SET listed = 2")
    assert(s:last_run() == nil and s.is_run_damaged)
    assert(not pcall(s.read_last_run, s))
    assert(s:begin_run("test", NOVEMBER).state == "listing")
    assert(s.current.id == 2 and not s.is_run_damaged)
  end)
end)
