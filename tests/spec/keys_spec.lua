local keys = require "undertone.keys"

describe("keys", function()
  it("come in one order, numbers first", function()
    local map = { b = 1, a = 1, [10] = 1, [9] = 1, ["10"] = 1, B = 1 }
    local list = keys.sorted(map)
    assert(table.concat(list, " ") == "9 10 10 B a b")
    assert(math.type(list[2]) == "integer" and type(list[3]) == "string")
  end)

  it("of an empty table are none, and no two tables are alike", function()
    assert(#keys.sorted {} == 0)
    assert(#keys.sorted { [{}] = 1, [{}] = 2, [true] = 3, x = 4 } == 4)
  end)
end)
