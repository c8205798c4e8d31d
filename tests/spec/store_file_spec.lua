-- store_file_spec.lua: which files are opened as a store, and which are
-- refused and left alone.

local db = require "undertone.db"
local fixture = require "store_fixture"
local store = require "undertone.store"
local open, page, on_disk = fixture.open, fixture.page, fixture.on_disk

describe("store", function()
  local function refuses(path, words)
    local ok, why = pcall(store.open, path)
    assert(not ok and why.code == "storage", tostring(why))
    assert(why.message:find(path, 1, true), why.message)
    assert(why.message:find(words, 1, true), why.message)
  end

  local function refuses_untouched(path, words)
    local function bytes()
      local file <close> = io.open(path, "rb")
      return file:read("a")
    end
    local before = bytes()
    refuses(path, words)
    assert(bytes() == before)
  end

  -- What another program does to a store.
  local function change(path, sql)
    local s <close> = open(path)
    s.db:exec(sql)
  end

  it("refuses and does not touch a file that is no store",
    on_disk(function(path)
      local file = io.open(path, "w")
      file:write(("not a database "):rep(100))
      file:close()
      refuses_untouched(path, "not a database")
      os.remove(path)
      local foreign = db.open(path)
      foreign:exec("PRAGMA journal_mode = DELETE; CREATE TABLE t(x)")
      foreign:close()
      refuses_untouched(path, "of another program")
    end))

  it("refuses a store of another version", on_disk(function(path)
    change(path, "PRAGMA user_version = 99")
    refuses(path, "schema 99")
  end))

  it("lets other programs add indexes and statistics", on_disk(function(path)
    change(path, "CREATE INDEX mine ON turn(text); ANALYZE")
    open(path):close()
  end))

  it("refuses tables that are not its own", on_disk(function(path)
    change(path, "CREATE VIEW mine AS SELECT * FROM turn")
    change(path, "ALTER TABLE turn ADD COLUMN more TEXT")
    refuses(path, "its tables are not those that were made")
  end))

  it("says what to do about a file that another program locked",
    on_disk(function(path)
      local one <close> = open(path)
      local two <close> = open(path)
      one:save_page(page "a", "/2")
      one.db:exec("BEGIN IMMEDIATE")
      local ok, why = pcall(two.save_page, two, page "a", "/2")
      assert(not ok and why.code == "storage")
      assert(why.message:find("another program is writing to it", 1, true))
    end))

  it("reports a damaged file and writes nothing more", on_disk(function(path)
    local s = open(path)
    s:save_page(page "a", nil)
    s:complete()
    s:close()
    local file = io.open(path, "r+b")
    file:seek("set", 4096)
    file:write(("\xff"):rep(4096 * 6))
    file:close()
    local ok, why = pcall(open, path)
    assert(not ok and why.code == "storage" and why.message:find(path, 1, true))
  end))
end)
