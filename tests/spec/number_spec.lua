local number = require "undertone.number"

describe("undertone.number", function()
  it("writes the shortest form that reads back", function()
    assert(number.shortest(0.1) == "0.1")
    assert(number.shortest(3) == "3" and number.shortest(3.0) == "3.0")
    assert(number.shortest(math.mininteger) == "-9223372036854775808")
  end)

  it("writes fixed decimals", function()
    assert(number.fixed(2.675, 2) == "2.67")
    assert(number.fixed(61, 0) == "61")
    assert(not pcall(number.fixed, 1, 41))
    assert(not pcall(number.fixed, 1, -1))
  end)

  it("reads numbers and nothing else", function()
    assert(number.parse("-1.5e3") == -1500)
    local value, message, code = number.parse("1,5")
    assert(value == nil and message:find("1,5", 1, true) and code == "parse")
    assert(select(3, number.parse("1e999")) == "limit")
  end)
end)
