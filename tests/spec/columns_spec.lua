local columns = require "undertone.columns"

local CALL = { id = "c1", status = "ok", sentiment = { score = 1 / 3 },
  turns = { { speaker = "agent", text = "Hi." } } }

-- The failure of a column of one's own whose function this is.
local function refusal(value)
  local ok, why = pcall(columns.cells, { { name = "mine", value = value } },
    CALL)
  assert(not ok and why.code == "usage")
  return why.message
end

describe("columns", function()
  it("are the layout's in order, with one's own behind", function()
    local list = columns.from_layout { columns = { "turns", "outcome" },
      extra_columns = { { name = "minutes", value = function() return 2 end } }
    }
    assert(table.concat(columns.header(list), " ") == "turns outcome minutes")
    local cells = columns.cells(list, CALL)
    assert(cells[1] == 1 and cells[2] == nil and cells[3] == 2)
  end)

  it("have scores of six decimals, and none for none", function()
    local score = columns.value "sentiment_score"
    assert(score(CALL) == 0.333333)
    assert(score { sentiment = {} } == nil)
  end)

  it("take what a cell can hold and refuse the rest by name", function()
    for _, value in ipairs { "x", 5, 0.5, true } do
      assert(columns.cells({ { value = function() return value end } },
        CALL)[1] == value)
    end
    assert(refusal(function() return {} end):find("columns_spec%.lua:%d+:"
      .. " column 'mine' failed on conversation c1: returned a table; a cell"
      .. " is a text, a number, true, false or nil$"))
    assert(refusal(function(c) return c.no.such end):find("'no'", 1, true))
  end)
end)
