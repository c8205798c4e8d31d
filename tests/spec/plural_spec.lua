local plural = require "undertone.plural"

describe("plural", function()
  it("is for any count but one", function()
    assert(plural.count(0, "topic") == "0 topics")
    assert(plural.count(1, "topic") == "1 topic")
    assert(plural.count(2000, "topic") == "2,000 topics")
    assert(plural.noun(1, "cell") == "cell")
    assert(plural.noun(3, "cell") == "cells")
  end)

  it("groups the digits of a count", function()
    assert(plural.thousands(0) == "0")
    assert(plural.thousands(999) == "999")
    assert(plural.thousands(1000) == "1,000")
    assert(plural.thousands(1234567) == "1,234,567")
  end)
end)
