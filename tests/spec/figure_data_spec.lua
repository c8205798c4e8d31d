-- figure_data_spec.lua: the numbers behind the figures.

local figure_data = require "undertone.figure_data"
local figure_tables = require "undertone.figure_tables"
local figure_words = require "undertone.figure_words"
local figures = require "undertone.figures"
local fixture = require "figure_fixture"
local stats = require "undertone.stats"

local TOPICS, job_of = fixture.TOPICS, fixture.job_of

local function about(value, expected)
  assert(math.abs(value - expected) < 1e-9,
    ("%.17g instead of %.17g"):format(value, expected))
end

describe("figure data", function()
  it("counts every score in one bin and under one curve", function()
    local rows = {}
    for i, score in ipairs { -1, -0.5, -0.3, -0.2, 0, 0.1, 0.1, 0.2, 0.3, 0.4,
      1 } do
      rows[i] = { score = score }
    end
    rows[12] = {} -- not scored
    local data = figure_data.sentiment_distribution(job_of(rows))
    assert(data.n == 11 and data.median == 0.1 and #data.edges == 41)
    local total = 0
    for _, counts in pairs(data.counts) do
      for _, n in ipairs(counts) do
        total = total + n
      end
    end
    assert(total == 11 and data.counts.negative[1] == 1)
    assert(data.counts.positive[40] == 1 and data.counts.neutral[21] == 1)
    -- The curve's area is the bars' area: conversations times bin width.
    local area = 0
    for i = 2, #data.curve.x do
      area = area + (data.curve.x[i] - data.curve.x[i - 1])
        * (data.curve.y[i] + data.curve.y[i - 1]) / 2
    end
    assert(math.abs(area - 11 * 0.05) < 1e-3)
  end)

  it("has no curve over fewer than ten different scores, and says so",
  function()
    for _, case in ipairs { { 2, 2 }, { 50, 1 }, { 400, 9 } } do
      local rows = {}
      for i = 1, case[1] do
        rows[i] = { score = i % case[2] / 10 }
      end
      local job = job_of(rows)
      local data = figure_data.sentiment_distribution(job)
      assert(data.n == case[1] and not data.curve)
      local found = false
      for _, box in ipairs(figures.draw("sentiment_distribution", job).figure
        :measure()) do
        found = found
          or box.text == "Fewer than 10 different scores make no curve."
      end
      assert(found)
    end
  end)

  it("groups scores by outcome and by topic", function()
    local job = job_of({
      { score = 0.1, topic = 0, outcome = "Other" },
      { score = 0.3, topic = 0 }, { score = 0.5, topic = 0 },
      { topic = 1 } }, TOPICS)
    local by_outcome = figure_data.outcome_vs_sentiment(job)
    assert(by_outcome[1].name == "Success" and by_outcome[1].n == 2)
    about(by_outcome[1].box.median, 0.4)
    assert(by_outcome[2].name == "Other" and by_outcome[2].n == 1)
    assert(not by_outcome[1].points)
    job.settings.relate.min_n = 2
    local few = figure_data.outcome_vs_sentiment(job)
    assert(not few[1].points and few[2].points[1] == 0.1)
    assert(few[2].min_n == 2)
    job.settings.relate.min_n = 1
    local by_topic = figure_data.sentiment_by_topic(job)
    assert(by_topic[1].n == 3 and by_topic[1].box.median == 0.3)
    assert(by_topic[2].n == 0 and not by_topic[2].box)
    local mix = figure_data.outcome_by_topic(job)
    assert(table.concat(mix.outcomes, " ") == "Success Other")
    assert(table.concat(mix.counts[1], " ") == "2 1")
    assert(table.concat(mix.counts[2], " ") == "1 0")
  end)

  it("averages turns by tenth, a conversation once", function()
    local long = {}
    for i = 1, 20 do -- two turns a tenth, the agent second
      long[i] = { i % 2 == 1 and "customer" or "agent", i / 20 }
    end
    local job = job_of {
      { turns = long },
      { turns = { { "customer", 0.4 }, { "customer", 0.6 } } },
      { turns = { { "system", nil }, { "customer", -0.5 },
        { "other", 0.9 } } } }
    local course = figure_data.sentiment_course(job)
    assert(course.agent.n[1] == 1 and not course.agent.low[1])
    about(course.agent.mean[1], 0.1)
    about(course.agent.mean[10], 1)
    -- Of two turns one lies in the third tenth and one in the eighth.
    assert(course.customer.n[3] == 2 and course.customer.n[8] == 2)
    about(course.customer.mean[3], (0.25 + 0.4) / 2)
    -- The middle of three turns lies in the sixth.
    assert(course.customer.n[6] == 2)
    about(course.customer.mean[6], (0.55 - 0.5) / 2)
  end)

  it("counts several turns of a tenth as one", function()
    local many = {}
    for i = 1, 40 do
      many[i] = { "customer", i <= 4 and i / 10 or 0 }
    end
    local course = figure_data.sentiment_course(job_of { { turns = many },
      { turns = many } })
    assert(course.customer.n[1] == 2)
    about(course.customer.mean[1], 0.25)
    about(course.customer.low[1], 0.25)
  end)

  it("averages by day with an interval and shows days without", function()
    local job = job_of {
      { score = 0.1, day = "2026-11-03T10:00:00Z" },
      { score = 0.3, day = "2026-11-03T23:59:59Z" },
      { score = 0.5, day = "2026-11-05T00:00:00Z" },
      { score = 0.9, day = "yesterday" }, { score = 0.9 },
      { day = "2026-11-09T00:00:00Z" } }
    local days = figure_data.sentiment_by_day(job)
    assert(table.concat(days.days, " ") == "2026-11-03 2026-11-04 2026-11-05")
    about(days.mean[1], 0.2)
    -- t(0.975, 1) = 12.706 times 0.1: beyond the range of a score.
    about(days.low[1], -1)
    about(days.high[1], 1)
    assert(days.mean[2] == false and days.n[2] == 0)
    assert(days.mean[3] == 0.5 and days.low[3] == false)
  end)

  it("has no mean of fewer conversations than min_n, but their n", function()
    local rows = {}
    for i = 1, 3 do
      rows[i] = { score = i / 10, day = i < 3 and "2026-11-03T10:00:00Z"
        or "2026-11-04T10:00:00Z", turns = { { "customer", i / 10 },
        i < 3 and { "agent", 0.5 } or nil } }
    end
    local job = job_of(rows, nil, nil, 2)
    local days = figure_data.sentiment_by_day(job)
    about(days.mean[1], 0.15)
    assert(days.n[1] == 2 and days.n[2] == 1 and days.mean[2] == false)
    assert(figure_tables.sentiment_by_day(days).rows[2][2] == 1)
    local found = {}
    for _, box in ipairs(figures.draw("sentiment_by_day", job).figure
      :measure()) do
      found[#found + 1] = box.text
    end
    assert(table.concat(found, "|"):find("Points with n below 2 are left"
      .. " out; n of the others is 2.", 1, true), table.concat(found, "|"))
    -- Two turns lie in the tenths 3 and 8, a single one in tenth 6.
    local course = figure_data.sentiment_course(job)
    about(course.customer.mean[3], 0.15)
    assert(course.customer.n[6] == 1 and not course.customer.mean[6])
    assert(figure_words.sentiment_course(course):find("customers +0.15"
      .. " in tenth 3", 1, true))
    job.settings.relate.min_n = 8
    assert(figures.draw("sentiment_by_day", job).alternative
      :find("Too few conversations", 1, true))
    assert(figures.draw("sentiment_course", job).alternative
      :find("Too few conversations", 1, true))
  end)

  it("gives the interval that Student's t gives", function()
    local rows, scores = {}, {}
    for i = 1, 9 do
      scores[i] = i / 100
      rows[i] = { score = scores[i], day = "2026-11-03T10:00:00Z" }
    end
    local days = figure_data.sentiment_by_day(job_of(rows))
    -- 2.306004 is t(0.975, 8) in the usual tables.
    local reach = 2.306004 * stats.sd(scores) / 3
    assert(math.abs(days.high[1] - 0.05 - reach) < 1e-6)
    assert(math.abs(0.05 - reach - days.low[1]) < 1e-6)
  end)

  it("leaves gaps undrawn when the days are too many", function()
    local days = figure_data.sentiment_by_day(job_of {
      { score = 0.1, day = "1970-01-01T00:00:00Z" },
      { score = 0.3, day = "2026-11-03T00:00:00Z" } })
    assert(#days.days == 2)
  end)

  it("has a sweep only when k was searched for", function()
    local topics = { k = 3, list = {}, sweep = { { k = 2, silhouette = 0.1 },
      { k = 3, silhouette = 0.2 } } }
    assert(not figure_data.k_sweep(job_of({}, topics)))
    local job = job_of({}, topics, { topics = { k = "auto" } })
    local sweep = figure_data.k_sweep(job)
    assert(sweep.chosen == 3 and sweep.silhouette[2] == 0.2)
    assert(figure_words.k_sweep(sweep):find("2 to 3 topics, 3 have"))
    assert(figure_tables.k_sweep(sweep).rows[2][3] == true)
  end)
end)
