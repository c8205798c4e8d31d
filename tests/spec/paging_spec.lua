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

  it("stops a cycle of links at once", function()
    local guard = paging.guard(10)
    guard:check(page("a"), "/2")
    guard:check(page("b"), "/3")
    local code, message = refusal(guard.check, guard, page("c"), "/2")
    assert(code == "refused" and message:find("page 3 links to page 2"))
  end)

  it("stops new links with the same ids within three pages", function()
    local guard = paging.guard(10)
    guard:check(page("a"), "/2")
    guard:check(page("a"), "/3")
    guard:check(page("a"), "/4")
    assert(refusal(guard.check, guard, page("a"), "/5") == "refused")
  end)

  it("stops at the cap of pages", function()
    local guard = paging.guard(2)
    guard:check(page("a"), "/2")
    assert(refusal(guard.check, guard, page("b"), "/3") == "limit")
  end)
end)
