local outcomes = require "undertone.outcomes"
local store = require "undertone.store"

local RULES = { map = { resolved = "Success", refunded = "Success" },
  unmapped = "Other", missing = "Unknown", order = { "Success", "Other" } }

-- A store whose conversations have these outcomes and scores; `status` is
-- what came of the transcript, "ok" unless given.
local function store_of(rows)
  local s = store.open(":memory:")
  s:begin_run("test", { from = "f", to = "t" })
  local page, i = {}, 0
  for k, row in ipairs(rows) do
    page[k] = { id = "c" .. k, result = { status = row.status or "ok",
      turns = { { speaker = "customer", text = "x" } } } }
  end
  s:save_page(page, nil)
  for conversation in s:conversations {} do
    i = i + 1
    conversation.turns = {}
    s:save_outcome(conversation, rows[i].outcome)
    s:save_sentiment(conversation, { score = rows[i].score })
  end
  s:commit()
  return s
end

describe("outcomes", function()
  it("map dispositions in any case and spacing", function()
    local outcome_of = outcomes.mapper(RULES)
    assert(outcome_of("RESOLVED") == "Success")
    assert(outcome_of("  refunded ") == "Success")
    assert(outcome_of("teleported") == "Other")
    assert(outcome_of(nil) == "Unknown" and outcome_of(" ") == "Unknown")
  end)

  it("come in the order of the rules, then by size, then by name", function()
    local list = outcomes.in_order({ Zebra = 1, Other = 1, Apple = 1,
      Success = 1, Large = 7 }, RULES)
    assert(table.concat(list, " ") == "Success Other Large Apple Zebra")
    list = outcomes.in_order({ A = 1, B = 1 }, { order = { "B", "B", "C" } })
    assert(table.concat(list, " ") == "B A")
  end)

  it("have the mean of their scores, and count what has none", function()
    local list = outcomes.table(store_of {
      { outcome = "Other", status = "missing" },
      { outcome = "Success", score = 0.25 },
      { outcome = "Success", score = -0.75 },
      { outcome = "Success", score = 1 },
      { outcome = "Success" },
    }, RULES)
    local success, other = list[1], list[2]
    assert(#list == 2 and success.outcome == "Success")
    assert(success.n == 3 and success.missing == 1)
    assert(math.abs(success.mean - 0.5 / 3) < 1e-12, success.mean)
    assert(success.reasons.unscored == 1)
    assert(table.concat(success.scores, " ") == "0.25 -0.75 1.0")
    assert(other.n == 0 and other.mean == nil and other.missing == 1)
    assert(other.reasons.missing == 1)
  end)
end)
