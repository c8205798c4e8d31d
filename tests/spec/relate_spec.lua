-- relate_spec.lua: outcomes against sentiment, from clear data to none. Its
-- sentences: relate_words_spec.lua.

local fixture = require "relate_fixture"
local relate = require "undertone.relate"
local stats = require "undertone.stats"
local reference = dofile("tests/fixtures/stats_scipy.lua")

local names, quick = fixture.names, fixture.quick
local stock_data, outcomes_of = fixture.stock_data, fixture.outcomes_of
local has, assert_has = fixture.has, fixture.assert_has

describe("relate.outcomes", function()
  it("describes, tests and compares", function()
    local result = relate.outcomes(stock_data(), quick)
    local first = result.outcomes[1]
    assert(first.outcome == "Success" and first.n == 40)
    assert(first.missing == 0 and result.outcomes[2].missing == 1)
    assert(first.median == stats.quantile(reference.groups[1], 0.5))
    assert(first.low < first.mean and first.mean < first.high)
    assert(result.test.method == "kruskal" and result.test.groups == 3)
    assert(result.test.p == stats.kruskal(reference.groups).p)
    assert(result.test.low < result.test.eta2)
    assert(result.test.eta2 < result.test.high)
    assert(#result.pairs == 3)
  end)

  it("has the interval of eta squared on epsilon's scale, too", function()
    local test = relate.outcomes(stock_data(), quick).test
    local function h_of_eta(eta)
      return eta * (test.n - test.groups) + test.groups - 1
    end
    local function h_of_epsilon(epsilon)
      return epsilon * (test.n - 1)
    end
    for _, both in ipairs { { test.eta2, test.epsilon2 },
      { test.low, test.epsilon_low }, { test.high, test.epsilon_high } } do
      assert(math.abs(h_of_eta(both[1]) - h_of_epsilon(both[2])) < 1e-9)
    end
    local same = {}
    for i = 1, 20 do
      same[i] = i
    end
    test = relate.outcomes({ outcomes = outcomes_of({ "A", "B" },
      { same, same }) }, quick).test
    assert(test.epsilon2 < 1e-12 and test.epsilon_low == nil)
  end)

  it("has one interval for a mean, wherever it is told", function()
    local scores = reference.groups[1]
    local data = { outcomes = outcomes_of({ "A" }, { scores }) }
    local row = relate.outcomes(data, quick).outcomes[1]
    local interval = relate.mean_interval(scores, quick)
    assert(interval.low == row.low and interval.high == row.high)
    assert(interval.resamples == 999 and row.resamples == 999)
    assert(relate.mean_interval({ 1, 2, 3 }, quick).low == nil)
    local plain = stats.mean_interval(scores, { seed = 42, resamples = 999 })
    assert(interval.low < plain.low and plain.high < interval.high)
  end)

  it("gives z the sign of a against b, whichever came first", function()
    local groups, order = reference.groups, { 1, 2, 3 }
    for _ = 1, 2 do
      local data = { outcomes = outcomes_of(names, { groups[order[1]],
        groups[order[2]], groups[order[3]] }) }
      for _, pair in ipairs(relate.outcomes(data, quick).pairs) do
        assert(pair.delta > 0 and pair.z < 0, pair.a .. " " .. pair.z)
      end
      order = { 3, 2, 1 }
    end
  end)

  it("tests labels and topics", function()
    local result = relate.outcomes(stock_data(), quick)
    assert(result.labels.columns[3] == "Escalation")
    assert(result.labels.counts[1][3] == 0)
    local share = result.labels.shares[1][1]
    assert(share.share == 30 / 39 and share.low < share.share)
    assert(result.topics.tested == 2 and result.topics.list[3].is_few)
    assert(result.topics.list[1].adjusted >= result.topics.list[1].p)
    assert_has(result, "\u{201C}refund\u{201D} ends as "
      .. "\u{201C}Escalation\u{201D} more often")
    assert_has(result, "Labels and outcomes are related")
  end)

  it("uses Mann-Whitney for two outcomes", function()
    local groups = { reference.groups[1], reference.groups[2] }
    local data = { outcomes = outcomes_of({ "A", "B" }, groups) }
    local result = relate.outcomes(data, quick)
    local test = stats.mann_whitney(groups[1], groups[2])
    assert(result.test.method == "mann_whitney" and result.test.p == test.p)
    assert(result.pairs[1].adjusted == test.p)
  end)

  it("says that too few are too few", function()
    local groups = { reference.groups[1], { 0.1, 0.2, 0.3 }, {} }
    local data = { outcomes = outcomes_of(names, groups) }
    local result = relate.outcomes(data, quick)
    assert(result.test.reason == "few" and #result.pairs == 0)
    assert(result.outcomes[2].is_few and result.outcomes[2].low == nil)
    assert(result.outcomes[2].median == 0.2)
    assert(result.outcomes[3].mean == nil)
    assert_has(result, "Too few to say whether outcomes differ")
    assert_has(result, "of “Callback” (3 scored): 8 scores are needed")
  end)

  it("tests no table of fewer than two outcomes of min_n", function()
    local data = { outcomes = outcomes_of({ "A", "B" }, { { 1 }, { 0 } }),
      labels = { { name = "positive", counts = { A = 9 } },
        { name = "negative", counts = { B = 7 } } } }
    data.topics = data.labels
    local result = relate.outcomes(data, quick)
    assert(result.labels.p == nil and result.labels.shares[1][1].share == 1)
    assert(result.topics.tested == 0 and result.topics.list[1].is_few)
    assert_has(result, "Too few to say whether labels and outcomes are")
    assert_has(result, "Too few to say whether topics and outcomes are")
    assert(not has(result, "no evidence") and not has(result, "No topic"))
    data.labels[2].counts.B = 8
    result = relate.outcomes(data, quick)
    assert(result.labels.p and result.topics.tested == 2)
  end)

  it("leaves outcomes under min_n out of every table's test", function()
    local data = stock_data()
    local all = relate.outcomes(data, quick)
    for _, rows in ipairs { data.labels, data.topics } do
      rows[1].counts.Other, rows[2].counts.Other = 7, 0
    end
    table.insert(data.outcomes, 2, { outcome = "Other", missing = 0,
      scores = { 1, 1, 1, 1, 1, 1, 1 } })
    local result = relate.outcomes(data, quick)
    assert(result.labels.p == all.labels.p and result.labels.n == 77)
    assert(result.labels.residuals[2][2] == false)
    assert(result.labels.residuals[2][3] == all.labels.residuals[2][2])
    assert(result.labels.expected[1][4] == all.labels.expected[1][3])
    assert(result.topics.table.p == all.topics.table.p)
    local topic, same = result.topics.list[1], all.topics.list[1]
    assert(topic.p == same.p and topic.n == same.n + 7)
    assert(topic.residuals[4] == same.residuals[3] and not topic.residuals[2])
  end)

  it("stays sane with nothing, one outcome or equal scores", function()
    assert(#relate.outcomes({ outcomes = {} }).outcomes == 0)
    local same = {}
    for i = 1, 20 do
      same[i] = 0.25
    end
    local data = { outcomes = outcomes_of({ "A", "B" }, { same, same }) }
    data.labels = { { name = "positive", counts = { A = 20, B = 20 } } }
    data.durations = { scores = same, seconds = same }
    local result = relate.outcomes(data, quick)
    assert(result.test.p == 1 and result.test.epsilon2 == 0)
    assert(result.outcomes[1].low == nil and result.labels.p == nil)
    assert(result.outcomes[1].is_equal and not result.outcomes[1].is_few)
    assert(not has(result, "nan") and not has(result, "scores below"))
    assert_has(result, "All 40 scores are equal, so outcomes do not differ")
    assert(result.surest == nil)
  end)

  it("gives no interval without width", function()
    local low, high = {}, {}
    for i = 1, 10 do
      low[i], high[i] = -0.5, 0.79
    end
    local data = { outcomes = outcomes_of({ "A", "B" }, { low, high }),
      durations = { scores = { 1, 2, 3, 4, 5, 6, 7, 8 },
        seconds = { 1, 2, 3, 4, 5, 6, 7, 8 } } }
    local result = relate.outcomes(data, quick)
    assert(result.outcomes[2].low == nil and result.outcomes[2].is_equal)
    assert(result.test.eta2 > 1 - 1e-9 and result.test.low == nil)
    assert(result.test.epsilon_high == nil and result.duration.low == nil)
    assert_has(result, "\u{A0}% of the spread in ranks, a large effect (p")
    assert_has(result, "(Spearman’s rho 1.00, p")
    assert(result.pairs[1].low < result.pairs[1].high)
  end)

  it("relates duration", function()
    local scores, seconds = {}, {}
    for i = 1, 30 do
      scores[i], seconds[i] = -i, i * i + (i % 7)
    end
    local data = stock_data()
    data.durations = { scores = scores, seconds = seconds }
    local result = relate.outcomes(data, quick)
    assert(result.duration.rho < -0.9 and result.duration.n == 30)
    assert_has(result, "Longer calls score lower")
  end)

  it("answers the same every time and refuses unknown options", function()
    local one = relate.outcomes(stock_data(), quick)
    local two = relate.outcomes(stock_data(), quick)
    assert(table.concat(one.sentences) == table.concat(two.sentences))
    assert(one.outcomes[1].low == two.outcomes[1].low)
    assert(not pcall(relate.outcomes, stock_data(), { sed = 1 }))
  end)

  it("holds with many outcomes of long names", function()
    local list = {}
    for i = 1, 200 do
      local scores = {}
      for k = 1, 9 do
        scores[k] = ((i * 37 + k * 11) % 201 - 100) / 100
      end
      list[i] = { outcome = ("x"):rep(299) .. i, scores = scores }
    end
    local result = relate.outcomes({ outcomes = list }, { resamples = 99 })
    assert(#result.pairs == 200 * 199 // 2 and result.test.groups == 200)
  end)
end)
