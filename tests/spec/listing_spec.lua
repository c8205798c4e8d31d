-- listing_spec.lua: what becomes of the pages of a source that does odd things,
-- over several runs.

local failure = require "undertone.failure"
local fixture = require "store_fixture"
local listing = require "undertone.listing"
local store = require "undertone.store"

local WINDOW = { from = "2026-11-01T00:00:00Z", to = "2026-11-16T00:00:00Z" }

-- A job over that store whose source answers a cursor ("first" for none) with
-- the page { conversations, next cursor } of that name, or fails with its
-- { code =, status = }. What the user is told is in `warnings` and `notes`,
-- what was asked for in `asked`.
local function job_of(s, pages, span)
  local job = { store = s, window = span or WINDOW, warnings = {}, notes = {},
    asked = {}, settings = { cxone = { max_pages = 50 } } }
  job.source = { page = function(_, _, cursor)
    job.asked[#job.asked + 1] = cursor or "first"
    local page = pages[cursor or "first"]
    if not page then
      failure.raise("later", "away")
    elseif page.code then
      failure.check(nil, "no page", page.code, page)
    end
    return page[1], page[2]
  end }
  function job:doubt(format, ...)
    self.warnings[#self.warnings + 1] = format:format(...)
  end
  job.progress = { start = function() end, advance = function() end,
    finish = function() end,
    note = function(_, format, ...)
      job.notes[#job.notes + 1] = format:format(...)
    end }
  s:begin_run("test", job.window)
  return job
end

-- A run to the end of its listing, completed.
local function run(s, pages, span)
  local job = job_of(s, pages, span)
  if s.current.state == "listing" then
    listing.fetch(job)
  end
  listing.doubt(job)
  s:complete()
  return job
end

-- Conversations with the ids in `text`, each a minute after the one before.
local function page(text, day)
  local list = fixture.page(text)
  for i, conversation in ipairs(list) do
    conversation.start_time = ("2026-11-%02dT00:%02d:00Z"):format(day or 2, i)
  end
  return list
end

describe("a listing", function()
  it("tells what is outside its window, after a kill too", function()
    local s <close> = store.open(":memory:")
    local pages = { first = { page("a b", 20), "/2" } }
    assert(not pcall(listing.fetch, job_of(s, pages)))
    assert(s:count() == 0)
    pages["/2"] = { page "c", "/3" }
    pages["/3"] = { page("d", 16) }
    for _ = 1, 2 do
      local warnings = run(s, pages).warnings
      assert(#warnings == 1 and warnings[1] == "listed, but outside the window,"
        .. " and so left out: 3; times without a zone count as UTC; the first:"
        .. " a at 2026-11-20T00:01:00Z", warnings[1])
      assert(fixture.ids(s:conversations {}) == "c")
    end
  end)

  it("tells what it lacks that an earlier one had", function()
    local s <close> = store.open(":memory:")
    local open = { from = WINDOW.from, to = WINDOW.to, is_open = true }
    local function warning(text, span)
      local list = page(text)
      list[#list + 1] = { id = "timeless" }
      local warnings = run(s, { first = { list } }, span).warnings
      assert(warnings[#warnings]:find "^no usable start time")
      return #warnings == 2 and warnings[1] or #warnings == 1 and "" or nil
    end
    local LACKS = "listed before inside this window, but not any more, and so"
      .. " not in this report: "
    assert(warning("a b c d", open) == "")
    assert(warning("a b c d", open) == "")
    for _ = 1, 2 do
      assert(warning("a b", open) == LACKS
        .. "2; the first: c at 2026-11-02T00:03:00Z")
    end
    assert(warning("a b c d", open) == "")
    assert(warning("", { from = "2026-11-03T00:00:00Z", to = WINDOW.to }) == "")
    assert(warning("a", { from = WINDOW.from, to = "2026-11-02T00:03:00Z" })
      == LACKS .. "1; the first: b at 2026-11-02T00:02:00Z")
    for _ = 1, 2 do
      assert(warning "" == LACKS .. "4; the first: a at 2026-11-02T00:01:00Z")
    end
  end)

  it("lacks what is without a time only in its own window", function()
    local s <close> = store.open(":memory:")
    local open = { from = WINDOW.from, to = WINDOW.to, is_open = true }
    run(s, { first = { fixture.page "x\27y" } }, open)
    local list = { first = { page "a" } }
    assert(run(s, list, open).warnings[1]:find "report: 1; the first: x\\x1by$")
    local longer = { from = WINDOW.from, to = "2026-11-20T00:00:00Z" }
    assert(#run(s, list, longer).warnings == 0)
  end)

  -- A run that ended before its third page, and then one of a service that
  -- answers the link to that as `answer` says, and otherwise with `links`.
  local function forgotten(s, answer)
    local two, three = page("a b c d"), page("e f", 3)
    local first, second = { two[1], two[2] }, { two[3], two[4] }
    assert(not pcall(listing.fetch, job_of(s, { first = { first, "/2" },
      ["/2"] = { second, "/3" } })))
    assert(s:count() == 4)
    return run(s, { first = { first, "/2b" }, ["/2b"] = { second, "/3b" },
      ["/3b"] = { three }, ["/3"] = answer })
  end

  it("begins anew when the service takes a link for another", function()
    for _, answer in ipairs { { code = "http", status = 410 },
      { page "a b", "/2b" }, { page "d c", "/3b" }, { page "a" }, { {} },
      { page("x", 20) } } do
      local s <close> = store.open(":memory:")
      local job = forgotten(s, answer)
      assert(fixture.ids(s:conversations {}) == "a b c d e f")
      assert(table.concat(job.asked, " ") == "/3 first /2b /3b")
      assert(#job.notes == 1 and job.notes[1]:find "^page 3 .*; listing again$")
      assert(#job.warnings == 0, job.warnings[1])
    end
  end)

  it("keeps a link whose page fails", function()
    for _, answer in ipairs { { code = "http", status = 200 },
      { code = "http" }, { code = "later", status = 500 } } do
      local s <close> = store.open(":memory:")
      local ok, why = pcall(forgotten, s, answer)
      assert(not ok and why.message == "page 3: no page", why.message)
      assert(s.current.cursor == "/3" and s:count() == 4)
    end
  end)

  it("goes on after a link that brings news or is empty on the way", function()
    for asked, answer in pairs { ["/3"] = { page("e f", 3) },
      ["/3 /3b"] = { {}, "/3b" } } do
      local s <close> = store.open(":memory:")
      local job = forgotten(s, answer)
      assert(fixture.ids(s:conversations {}) == "a b c d e f")
      assert(table.concat(job.asked, " ") == asked and #job.notes == 0)
    end
  end)

  it("that begins anew and goes round is refused all the same", function()
    local s <close> = store.open(":memory:")
    local pages = { first = { page "a", "/2" } }
    assert(not pcall(listing.fetch, job_of(s, pages)))
    pages["/2"] = { page "a", "/2b" }
    pages["/2b"] = { page "a", "/2c" }
    pages["/2c"] = { page "a", "/2d" }
    local job = job_of(s, pages)
    local ok, why = pcall(listing.fetch, job)
    assert(not ok and why.code == "refused" and why.message:find "^paging: 3 p")
    assert(table.concat(job.asked, " ") == "/2 first /2 /2b /2c")
    pages["/2c"] = { code = "refused" }
    ok, why = pcall(listing.fetch, job_of(s, pages))
    assert(not ok and why.message == "page 4: no page", why.message)
  end)

  it("says nothing of a file's conversations outside the window", function()
    local s <close> = store.open(":memory:")
    local job = job_of(s, { first = { page("a", 20) } })
    job.source.is_local = true
    listing.fetch(job)
    listing.doubt(job)
    assert(#job.warnings == 0 and s:count() == 0)
  end)
end)
