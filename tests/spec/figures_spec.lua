-- figures_spec.lua: the figures drawn, what they say in words, and a user's
-- own.

local figures = require "undertone.figures"
local fixture = require "figure_fixture"
local plot = require "undertone.plot"
local settings = require "undertone.settings"

local TOPICS, job_of = fixture.TOPICS, fixture.job_of

-- Draws every figure of the layout and returns them by name.
local function draw_all(job)
  local drawn = {}
  for _, name in ipairs(job.settings.layout.figure_order) do
    drawn[name] = figures.draw(name, job)
    if drawn[name] then
      assert(drawn[name].figure:svg { id_prefix = name,
        alternative = drawn[name].alternative })
      for _, row in ipairs(drawn[name].table.rows) do
        assert(row.n == #drawn[name].table.columns)
      end
    end
  end
  return drawn
end

describe("figures", function()
  it("say in words when there is nothing", function()
    local drawn = draw_all(job_of({}, nil, { topics = { k = "auto" } }))
    assert(drawn.sentiment_course.alternative:find("nothing to draw"))
    assert(drawn.topic_clusters.alternative == "No topics were found.")
    assert(drawn.k_sweep.alternative:find("Too few"))
  end)

  it("tell when no font has a character of theirs", function()
    local function lack(name)
      local job = job_of({ { score = 0.1, outcome = name } })
      return figures.lack_fonts { figures.draw("topic_clusters", job),
        figures.draw("outcome_vs_sentiment", job) }
    end
    assert(lack("Success") == false and lack("\u{10ABCD}") == true)
  end)

  it("say what they show in numbers", function()
    local job = job_of({
      { score = -0.2, topic = 0, outcome = "Escalation",
        day = "2026-11-03T10:00:00Z", turns = { { "customer", -0.2 },
          { "agent", 0.5 } } },
      { score = 0.001, topic = 1, day = "2026-11-04T10:00:00Z" } }, TOPICS)
    local drawn = draw_all(job)
    local function says(name, text)
      local found = drawn[name].alternative
      assert(found:find(text, 1, true), found)
    end
    says("sentiment_distribution", "2 scored conversations: 1 negative,"
      .. " 1 neutral, 0 positive; the median score is −0.10.")
    says("outcome_vs_sentiment", "Success 0.00 (n = 1); Escalation −0.20 (n")
    says("sentiment_by_topic", "cards −0.20 (n = 1); flights 0.00 (n = 1).")
    says("outcome_by_topic", "cards Escalation (100\u{A0}% of 1)")
    says("sentiment_course", "customers −0.20 in tenth 3, agents +0.50")
    says("sentiment_by_day", "lowest −0.20 on 2026-11-03 (n = 1), highest")
    says("topic_clusters", "cards 2; flights 1.")
  end)

  it("stay sane with 200 outcomes, long and right-to-left names", function()
    local rows, list = {}, {}
    for i = 1, 200 do
      rows[i] = { score = i / 200, topic = i - 1,
        outcome = ("%03d "):format(i) .. ("é"):rep(300),
        day = "2026-11-03T10:00:00Z", turns = { { "customer", 0.1 } } }
      list[i] = { id = i - 1, name = "שלום עולם مرحبا " .. i, size = 1 }
    end
    local drawn = draw_all(job_of(rows, { list = list, sweep = {}, k = 200 }))
    local sentence = drawn.outcome_vs_sentiment.alternative
    assert(utf8.len(sentence) and #sentence < 2000)
    assert(sentence:find("and 192 more", 1, true))
  end)

  it("can be a user's own, in place of a stock one too", function()
    local seen
    local job = job_of({ { score = 0.5 } }, TOPICS, { layout = { figures = {
      mine = { title = "Mine", subtitle = "all", draw = function(j, labels)
        seen = labels
        local figure = plot.figure { title = labels.title }
        figure:axes {}:bars { values = { #j.outcomes } }
        return figure, "One bar.", { columns = { "n" }, rows = { { 1 } } }
      end },
      topic_clusters = { draw = function() return nil end },
    }, figure_order = { "mine", "topic_clusters" } } })
    local mine = figures.draw("mine", job)
    assert(mine.title == "Mine" and mine.alternative == "One bar.")
    assert(seen.subtitle == "all" and not seen.draw)
    assert(figures.draw("topic_clusters", job) == nil)
  end)

  local function refusal(layout)
    local values = settings.load({ values = { layout = layout } }).values
    local ok, why = pcall(function()
      local job = job_of({})
      job.settings = values
      for _, name in ipairs(values.layout.figure_order) do
        figures.draw(name, job)
      end
    end)
    assert(not ok and why.code == "usage", tostring(why))
    return why.message
  end

  it("name the user's figure that failed", function()
    local function own(draw)
      return refusal { figures = { mine = { draw = draw } },
        figure_order = { "mine" } }
    end
    assert(own(function() error("no luck") end)
      :find("mine.draw failed: .*no luck"))
    assert(own(function() return 5 end):find("returned a number"))
    local figure = plot.figure { title = "mine" }
    assert(own(function() return figure, {} end)
      :find("mine.draw must return a sentence .*returned a table"))
    for _, numbers in ipairs { { 1, 2, 3 }, { columns = {}, rows = {} }, 7,
      { columns = { "n" }, rows = { 1 } }, { columns = { 1 }, rows = {} },
      { columns = { "n" }, rows = { { {} } } } } do
      assert(own(function() return figure, nil, numbers end)
        :find("mine.draw must return"))
    end
  end)
end)
