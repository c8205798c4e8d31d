local paging = require "undertone.paging"

local function refusal(fn, ...)
  local ok, why = pcall(fn, ...)
  assert(not ok and type(why) == "table", "expected a failure")
  return why.code, why.message
end

describe("paging", function()
  local function page(...)
    local list = {}
    for i, id in ipairs { ... } do
      list[i] = { id = id }
    end
    return list
  end

  it("lets honest paging through", function()
    local guard = paging.guard(10)
    guard:check(page("a", "b"), "/2")
    guard:check(page(), "/3")
    guard:check(page("c"), nil)
  end)

  it("says whether a page has a new conversation", function()
    local guard = paging.guard(10)
    assert(guard:check(page("a", "b"), "/2"))
    assert(not guard:check(page("b", "a"), "/3"))
    assert(not guard:check(page(), "/4"))
    assert(guard:check(page("a", "c"), nil))
  end)

  it("stops a cycle of links at once", function()
    local guard = paging.guard(10)
    guard:check(page("a"), "/2")
    guard:check(page("b"), "/3")
    local code, message = refusal(guard.check, guard, page("c"), "/2")
    assert(code == "refused" and message:find(
      "page 3 links to page 2 again (link hash 677a27aa)", 1, true), message)
  end)

  it("numbers pages as it is told", function()
    local guard = paging.guard(10)
    guard:check(page("a"), "/8", 7)
    local code, message = refusal(guard.check, guard, page("b"), "/8")
    assert(code == "refused" and message:find("page 8 links to page 8 again"))
    code, message = refusal(guard.check, guard, page("c"), "/x", 10)
    assert(code == "refused" and message:find("more than 10 pages", 1, true))
  end)

  it("stops new links with the same ids within three pages", function()
    local guard = paging.guard(10)
    guard:check(page("a"), "/2")
    guard:check(page("a"), "/3")
    guard:check(page("a"), "/4")
    local code, message = refusal(guard.check, guard, page("a"), "/5")
    assert(code == "refused" and message:find(
      "up to page 4 (link hash 28b9c916)", 1, true), message)
  end)

  it("is not misled by the order of the same ids", function()
    local guard = paging.guard(10)
    guard:check(page("a", "b", "c"), "/2")
    guard:check(page("b", "c", "a"), "/3")
    guard:check(page("c", "a", "b"), "/4")
    assert(refusal(guard.check, guard, page("b", "a", "c"), "/5")
      == "refused")
  end)

  it("asks which ids were listed, where they are kept", function()
    local listed = {}
    local guard = paging.guard(20, function(conversation)
      return listed[conversation.id] or false
    end)
    local function see(cursor, ...)
      guard:check(page(...), cursor)
      for _, id in ipairs { ... } do
        listed[id] = true
      end
    end
    see("/2", "a", "b", "c", "d")
    see("/3", "a", "b")
    see("/4", "c", "d")
    see("/5", "d", "e")
    see("/6", "e", "a")
    see("/7", "b", "c")
    assert(refusal(see, "/8", "c", "d") == "refused")
  end)

  it("lets pages of what is not kept through", function()
    local guard = paging.guard(20, function() end)
    for i = 1, 9 do
      guard:check(page("x" .. i, "y" .. i), "/" .. i + 1)
    end
  end)

  it("keeps no long links and ids", function()
    local guard = paging.guard(1000)
    local long = ("x"):rep(8192)
    collectgarbage()
    local before = collectgarbage "count"
    for i = 1, 300 do
      guard:check(page(i .. long), i .. long)
    end
    collectgarbage()
    assert(collectgarbage "count" - before < 300)
    guard:check(page(), nil)
  end)

  it("stops at the cap of pages", function()
    local guard = paging.guard(2)
    guard:check(page("a"), "/2")
    local code, message = refusal(guard.check, guard, page("b"), "/3")
    assert(code == "refused" and message:find("cxone.max_pages", 1, true))
  end)
end)
