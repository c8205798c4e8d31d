local names = require "undertone.names"

local WORDS = {
  ("Technical support, "):rep(15), ("W"):rep(299), ("שלום עולם "):rep(30),
  ("日本語"):rep(100), ("e\u{301}\u{302}"):rep(100),
  ("👩\u{200D}👩\u{200D}👧"):rep(60), ("👍\u{1F3FD}"):rep(150),
}

describe("names", function()
  it("leaves names that fit as they are", function()
    local list = { "", "Success", ("x"):rep(20), ("e\u{301}"):rep(20),
      "bad \255", "Success" }
    for i, name in ipairs(names.fit(list, 20)) do
      assert(name == list[i], name)
    end
  end)

  it("cuts the middle and keeps both ends", function()
    local short = names.fit({ "begin " .. ("x"):rep(300) .. " end" }, 21)[1]
    assert(short == "begin xxxx…xxxxxx end", short)
    assert(utf8.len(short) == 21)
  end)

  it("never cuts between a letter and its marks", function()
    local short = names.fit({ ("e\u{301}\u{302}"):rep(100) }, 10)[1]
    local half = "e\u{301}\u{302}"
    assert(short == half:rep(5) .. "…" .. half:rep(4), short)
    short = names.fit({ ("👩\u{200D}👧"):rep(50) }, 5)[1]
    assert(short == ("👩\u{200D}👧"):rep(2) .. "…" .. ("👩\u{200D}👧"):rep(2))
  end)

  it("keeps names apart, whatever they are written in", function()
    for _, word in ipairs(WORDS) do
      local list, seen = {}, {}
      for i = 1, 6 do
        list[i] = i % 2 == 0 and word .. i .. word or word .. word .. i
      end
      for i, name in ipairs(names.fit(list, 40)) do
        assert(utf8.len(name) and not seen[name], name)
        assert(i % 2 == 1 or name:find(" %(%d%)$"), name)
        seen[name] = true
      end
    end
  end)

  it("numbers a cut name that looks like a whole one", function()
    local short = names.fit({ "abc…xyz", "abcdefuvwxyz" }, 7)
    assert(short[1] == "abc…xyz" and short[2] == "abc…xyz (1)", short[2])
  end)
end)
