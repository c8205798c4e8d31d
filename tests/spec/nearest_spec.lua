local nearest = require "undertone.nearest"

describe("nearest", function()
  it("finds a name that is near, and none that is not", function()
    assert(nearest.name("chanel", { "turns", "channel" }) == "channel")
    assert(nearest.name("zzzzzz", { "turns", "channel" }) == nil)
    assert(nearest.name("ac", { "ab", "ad" }) == "ab")
    assert(nearest.name("abcx", { "xyzx", "abc", "abcd" }) == "abc")
    assert(nearest.hint("z", { "k" }) == "")
    assert(nearest.hint("trns", { "turns" }) == ", did you mean 'turns'?")
  end)
end)
