local stock = require "undertone.stock"

describe("undertone.stock", function()
  it("holds the stock files under their source names", function()
    local names = stock.names()
    assert(#names > 0)
    for _, name in ipairs(names) do
      assert(#stock.read(name) > 0, name)
    end
  end)

  it("answers nil for a file that is not there", function()
    assert(stock.read("lua/undertone/no_such.lua") == nil)
  end)
end)
