local charts = require "undertone.charts"
local palette = require "undertone.palette"
local shares = require "undertone.chart_shares"
local tutorial = require "undertone.tutorial_charts"

-- Texts must lie on the paper and on no other text; turned ones are bounded
-- too loosely to tell.
local function check_layout(fig, name)
  local boxes, found = {}, {}
  for _, box in ipairs(fig:measure()) do
    if box.kind == "text" then
      found[box.text] = true
      boxes[#boxes + 1] = box
    end
  end
  for i, a in ipairs(boxes) do
    assert(a.x > -0.5 and a.y > -0.5, name .. ": " .. a.text)
    for k = i + 1, #boxes do
      local b = boxes[k]
      local apart = a.x + a.width <= b.x + 1 or b.x + b.width <= a.x + 1
        or a.y + a.height <= b.y + 1 or b.y + b.height <= a.y + 1
      assert(apart or a.turned or b.turned,
        ("%s: '%s' on '%s'"):format(name, a.text, b.text))
    end
  end
  return found
end

local function box(low, high)
  return { low = low, q1 = low, median = (low + high) / 2, q3 = high,
           high = high, outliers = { -0.9, -0.8 } }
end

local function rows(names)
  local list = {}
  for i, name in ipairs(names) do
    list[i] = { name = name, n = 10 * i, box = box(-0.2, 0.1 * (i % 9)) }
  end
  return list
end

local function mix(names, outcomes)
  local counts = {}
  for i in ipairs(names) do
    counts[i] = {}
    for k in ipairs(outcomes) do
      counts[i][k] = (i * k) % 5 + 1
    end
  end
  return { topics = names, outcomes = outcomes, counts = counts }
end

-- Every chart over the same names.
local function all_charts(names)
  local list = rows(names)
  return {
    sentiment_distribution = charts.sentiment_distribution {
      edges = { -1, -0.5, 0, 0.5, 1 },
      counts = { negative = { 3, 1, 0, 0 }, neutral = { 0, 2, 2, 0 },
                 positive = { 0, 0, 5, 9 } },
      curves = { positive = { x = { -1, 0, 1 }, y = { 0, 2, 8 } } } },
    outcome_vs_sentiment = charts.outcome_vs_sentiment(list),
    sentiment_by_topic = charts.sentiment_by_topic(list),
    topic_clusters = charts.topic_clusters(list),
    outcome_by_topic = charts.outcome_by_topic(mix(names, names)),
    sentiment_course = charts.sentiment_course {
      customer = { mean = { -0.2, 0.1, 0.4 }, low = { -0.3, 0, 0.3 },
                   high = { -0.1, 0.2, 0.5 } },
      agent = { mean = { 0.3, 0.4, 0.4 } } },
    sentiment_by_day = charts.sentiment_by_day {
      days = { "2026-11-01", "2026-11-02", "2026-11-04" },
      mean = { 0.1, false, 0.3 }, low = { 0, false, 0.2 },
      high = { 0.2, false, 0.4 } },
    k_sweep = charts.k_sweep { k = { 2, 3, 4 }, chosen = 3,
                               silhouette = { 0.1, 0.2, 0.15 } },
  }
end

local function repeated(word, count)
  local list = {}
  for i = 1, count do
    list[i] = word .. " " .. i
  end
  return list
end

describe("undertone.charts", function()
  it("names every figure and every axis", function()
    local list = all_charts { "Success", "Escalation", "Callback" }
    for name, labels in pairs(charts.labels) do
      local found = check_layout(list[name], name)
      assert(found[labels.title], name)
      assert(not labels.xlabel or found[labels.xlabel], name)
      assert(not labels.ylabel or found[labels.ylabel], name)
    end
  end)

  it("takes labels from the layout", function()
    local fig = charts.topic_clusters(rows { "a" },
      { title = "Themen", xlabel = "Gespräche", caption = "Quelle" })
    local found = check_layout(fig, "labels")
    assert(found["Themen"] and found["Gespräche"] and found["Quelle"])
    assert(found["10  (100\u{A0}%)"])
  end)

  it("says n per label and how many rows are left out", function()
    local found = check_layout(all_charts({ "a" }).sentiment_distribution, "n")
    assert(found["negative (n = 4)"] and found["positive (n = 14)"])
    local many = rows(repeated("outcome", 200))
    found = check_layout(charts.outcome_vs_sentiment(many), "many")
    assert(found["170 more outcomes, none of them larger, are not drawn."])
    assert(found["outcome 200"] and found["outcome 171"]
      and not found["outcome 170"])
  end)

  it("thins out outliers by the thousand and says so", function()
    local list = {}
    for i = 1, 30 do
      list[i] = { name = "outcome " .. i, n = 2000, box = box(-0.2, 0.2) }
      list[i].box.outliers = {}
      for k = 1, 1000 do
        list[i].box.outliers[k] = 0.2 + k / 1250
      end
    end
    local fig = charts.outcome_vs_sentiment(list)
    assert(check_layout(fig, "outliers")["Of more than 200 outliers of a box"
      .. " every so many are drawn."])
    assert(#fig:svg() < 600e3, #fig:svg())
    list = { list[1] }
    local found = check_layout(charts.outcome_vs_sentiment(list), "one")
    assert(found["Of more than 400 outliers of a box every so many are"
      .. " drawn."])
    table.move({}, 1, 999, 2, list[1].box.outliers)
    assert(not check_layout(charts.outcome_vs_sentiment(list), "few")
      ["Of more than 400 outliers of a box every so many are drawn."])
  end)

  it("stays sane with long, foreign and many names", function()
    local sets = {
      repeated(("word "):rep(60), 3), repeated(("W"):rep(300), 8),
      repeated("שלום עולם זה שם ארוך", 5), repeated("outcome", 200),
      repeated("日本語のラベル", 12), { "" }, { "\0\1\255" },
    }
    for i, names in ipairs(sets) do
      for name, fig in pairs(all_charts(names)) do
        check_layout(fig, name .. " " .. i)
        assert(#fig:svg() > 1000)
      end
    end
  end)

  it("says in words that there is nothing to draw", function()
    local empty = {
      sentiment_distribution = { edges = { -1, 1 }, counts = {} },
      outcome_vs_sentiment = {}, sentiment_by_topic = { { name = "a", n = 0 } },
      topic_clusters = {}, sentiment_course = {},
      sentiment_by_day = { days = { "2026-11-01" }, mean = { false } },
      k_sweep = { k = {}, silhouette = {} },
      outcome_by_topic = { topics = {}, outcomes = {}, counts = {} },
    }
    for name, data in pairs(empty) do
      local found = check_layout(charts[name](data), name)
      assert(found[charts.empty_words(name, data)], name)
      assert(check_layout(charts[name](data, { empty = "Nothing." }),
        name)["Nothing."])
    end
  end)

  it("says that there are no topics, not that there are no scores", function()
    local found = check_layout(charts.sentiment_by_topic {}, "no topics")
    assert(found["No topics were found."])
    found = check_layout(charts.sentiment_by_topic { { name = "a", n = 0 } },
      "no scores")
    assert(found[charts.labels.sentiment_by_topic.empty])
  end)

  it("draws one value and equal values", function()
    check_layout(charts.outcome_vs_sentiment {
      { name = "only", n = 1, box = box(0.5, 0.5) } }, "one box")
    check_layout(charts.sentiment_by_day {
      days = { "2026-11-01" }, mean = { 0 } }, "one day")
    local found = check_layout(charts.sentiment_course {
      agent = { mean = { 0.2 } }, customer = { mean = { false } } }, "one")
    assert(found["agent"] and not found["customer"])
    check_layout(charts.k_sweep { k = { 2 }, silhouette = { 0.1 },
                                  chosen = 2 }, "one k")
  end)

  it("draws the tutorial's three figures", function()
    local fig = tutorial.sentiment_distribution {
      edges = { -1, 0, 1 }, order = { "positive", "negative" },
      counts = { positive = { 0, 9 }, negative = { 4, 0 } },
      curves = { positive = { x = { 0, 1 }, y = { 1, 8 } } } }
    local found = check_layout(fig, "distribution")
    assert(found["sentiment_label"] and found["VADER Compound Score"]
      and found["−0.75"])
    found = check_layout(tutorial.outcome_vs_sentiment(rows { "Success" }),
      "boxes")
    assert(found["Disposition Category"] and found["Success"])
    found = check_layout(tutorial.topic_clusters(rows { "0.0", "1.0" }),
      "topics")
    assert(found["Cluster ID"] and found["Conversation Count"])
    assert(tutorial.sentiment_distribution { edges = { 0, 1 }, order = {},
      counts = {}, curves = {} }:encode { format = "png" })
  end)

  it("keep the fullest parts of a bar and fold the others", function()
    local names, counts = {}, { {}, {} }
    for k = 1, 12 do
      names[k], counts[1][k], counts[2][k] = "o" .. k, 1, k == 9 and 50 or 0
    end
    counts[1][11] = 30
    local shown, folded = shares.folded(names, counts)
    assert(table.concat(shown, " ") == "o9 o11 o1 o2 o3 o4 6 others")
    assert(table.concat(folded[1], " ") == "1 30 1 1 1 1 6")
    assert(table.concat(folded[2], " ") == "50 0 0 0 0 0 0")
  end)

  it("draw the scores of a small group, not a box", function()
    local list = rows { "large", "small" }
    local function boxes(fig)
      local _, count = fig:svg():gsub('fill[:=]"?rgb%(66.27', "")
      return count
    end
    assert(boxes(charts.outcome_vs_sentiment(list)) == 2)
    list[2].points, list[2].min_n = { -0.5, 0.1, 0.9 }, 8
    local fig = charts.outcome_vs_sentiment(list)
    assert(check_layout(fig, "few")["Fewer than 8 conversations are drawn as"
      .. " points, without a box."])
    assert(boxes(fig) == 1)
  end)

  it("write a share on its part of a bar where it fits, never a nought",
  function()
    local found = check_layout(charts.outcome_by_topic { topics = { "a" },
      outcomes = { "x", "y", "z", "none" }, counts = { { 930, 60, 10, 0 } } },
      "shares")
    assert(found["93\u{A0}%"] and found["6\u{A0}%"])
    assert(not found["1\u{A0}%"])
    local function paths(...)
      local _, count = charts.outcome_by_topic { topics = { "a" },
        outcomes = { "x", "y" }, counts = { { ... } } }:svg():gsub("<path", "")
      return count
    end
    assert(paths(9, 0) < paths(9, 1))
    found = check_layout(charts.outcome_by_topic({ topics = { "a" },
      outcomes = { "x", "y" }, counts = { { 94, 6 } } }, { width = 3 }),
      "narrow")
    assert(found["94\u{A0}%"] and not found["6\u{A0}%"])
  end)

  it("use no colour that a page cannot change", function()
    local known = {}
    for _, colours in ipairs { palette.named, palette.categorical,
      { palette.on_light, palette.on_dark } } do
      for _, colour in pairs(colours) do
        known[colour] = true
      end
    end
    for name, fig in pairs(all_charts(repeated("outcome", 9))) do
      local count = 0
      for r, g, b in fig:svg():gmatch(
        "rgb%(([%d.]+)%%, *([%d.]+)%%, *([%d.]+)%%") do
        local colour = ("#%02X%02X%02X"):format(math.floor(r * 2.55 + 0.5),
          math.floor(g * 2.55 + 0.5), math.floor(b * 2.55 + 0.5))
        assert(known[colour], name .. " " .. colour)
        count = count + 1
      end
      assert(count > 9, name)
    end
  end)

  it("draw the n of every day below its mean", function()
    local data = { days = { "2026-11-01", "2026-11-02", "2026-11-03" },
      mean = { 0.1, false, 0.3 }, low = { 0, false, 0.2 },
      high = { 0.2, false, 0.4 }, n = { 40, 3, 60 }, min_n = 8 }
    local fig = charts.sentiment_by_day(data)
    local found = check_layout(fig, "days")
    assert(found["n"] and found["0"] and found["Mean sentiment score"])
    local plots = {}
    for _, area in ipairs(fig:measure()) do
      plots[#plots + 1] = area.kind == "plot" and area or nil
    end
    assert(#plots == 2 and plots[1].x == plots[2].x)
    assert(plots[1].width == plots[2].width)
    assert(plots[2].y + plots[2].height < plots[1].y)
    local drawn = fig:svg()
    data.n[2] = 0
    assert(charts.sentiment_by_day(data):svg() ~= drawn)
  end)

  it("show the interval of a day between days without scores", function()
    local function svg(low, high)
      return charts.sentiment_by_day { days = { "2026-11-01", "2026-11-02",
        "2026-11-03" }, mean = { 0.1, false, 0.3 }, low = { low, false, low },
        high = { high, false, high } }:svg { id_prefix = "day" }
    end
    assert(#svg(-0.2, 0.5) > #svg(false, false) + 100)
  end)
end)
