-- relate_fixture.lua: outcomes for specs of undertone.relate, and a look at
-- what it says of them.

local reference = dofile("tests/fixtures/stats_scipy.lua")

local fixture = {
  names = { "Success", "Callback", "Escalation" },
  quick = { resamples = 999 },
}

-- Outcomes as relate wants them, of names and lists of scores.
function fixture.outcomes_of(names, groups)
  local list = {}
  for i, name in ipairs(names) do
    list[i] = { outcome = name, scores = groups[i], missing = i - 1 }
  end
  return list
end

-- Whether a sentence of the result has the text.
function fixture.has(result, text)
  for _, sentence in ipairs(result.sentences) do
    if sentence:find(text, 1, true) then
      return true
    end
  end
  return false
end

function fixture.assert_has(result, text)
  assert(fixture.has(result, text), text .. "\nin:\n"
    .. table.concat(result.sentences, "\n"))
end

-- Three outcomes that differ, with labels and topics.
function fixture.stock_data()
  return {
    outcomes = fixture.outcomes_of(fixture.names, reference.groups),
    labels = {
      { name = "positive", counts = { Success = 30, Callback = 9 } },
      { name = "negative",
        counts = { Success = 10, Callback = 16, Escalation = 12 } },
    },
    topics = {
      { name = "refund", counts = { Success = 5, Escalation = 30 } },
      { name = "delivery", counts = { Success = 50, Callback = 20 } },
      { name = "rare", counts = { Success = 2 } },
    },
  }
end

return fixture
