local number = require "undertone.number"

describe("undertone.number", function()
  it("writes the shortest form that reads back", function()
    assert(number.format(0.1) == "0.1")
    assert(number.format(3) == "3" and number.format(3.0) == "3.0")
    assert(number.format(math.mininteger) == "-9223372036854775808")
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
