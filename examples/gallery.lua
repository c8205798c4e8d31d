-- gallery.lua: every stock figure, drawn from invented numbers.
-- usage: undertone examples/gallery.lua [FOLDER [FORMAT...]]

local charts = require "undertone.charts"
local file = require "undertone.file"
local stats = require "undertone.stats"

local folder = arg and arg[1] or "gallery"
local formats = { table.unpack(arg or {}, 2) }
if #formats == 0 then
  formats[1] = "png"
end

-- A fixed sequence of numbers that look random, from 0 to 1.
local state = 12345
local function draw()
  state = (state * 1103515245 + 12345) % 2147483648
  return state / 2147483648
end

-- Scores from -1 to 1 around a centre.
local function scores(n, centre, spread)
  local list = {}
  for i = 1, n do
    local noise = draw() + draw() + draw() + draw() - 2
    noise = noise + 0.6 * noise ^ 3 -- a few far from the rest
    list[i] = math.max(-1, math.min(1, centre + spread * noise))
  end
  return list
end

local function row(name, n, centre, spread)
  return { name = name, n = n, box = stats.box(scores(n, centre, spread)) }
end

local function distribution()
  local bins = { first = -1, last = 1, count = 40 }
  local parts = { negative = {}, neutral = {}, positive = {} }
  for _, list in ipairs { scores(600, 0.45, 0.4), scores(160, -0.4, 0.4) } do
    for _, score in ipairs(list) do
      local label = score >= 0.05 and "positive"
        or score <= -0.05 and "negative" or "neutral"
      table.insert(parts[label], score)
    end
  end
  local data = { edges = stats.edges(bins), counts = {}, curves = {} }
  local x = stats.grid(-1, 1, 200)
  for label, list in pairs(parts) do
    data.counts[label] = stats.histogram(list, bins)
    local y = stats.density(list, x, stats.scott(list), -1, 1)
    for i = 1, #y do
      y[i] = y[i] * #list * 2 / bins.count
    end
    data.curves[label] = { x = x, y = y }
  end
  return data
end

local function course(from, to, width)
  local series = { mean = {}, low = {}, high = {} }
  for i = 1, 10 do
    local mean = from + (to - from) * i / 10 + (draw() - 0.5) * 0.06
    series.mean[i] = mean
    series.low[i], series.high[i] = mean - width, mean + width
  end
  return series
end

local function days(n)
  local data = { days = {}, mean = {}, low = {}, high = {}, n = {},
    min_n = 8 }
  for i = 1, n do
    data.days[i] = ("2026-11-%02d"):format(i)
    if i == 12 or i == 14 then -- nobody called
      data.mean[i], data.low[i], data.high[i] = false, false, false
      data.n[i] = 0
    else
      local mean, half = 0.3 + (draw() - 0.5) * 0.3, 0.06 + draw() * 0.1
      data.mean[i], data.low[i], data.high[i] = mean, mean - half, mean + half
      data.n[i] = math.floor(2 / half ^ 2)
    end
  end
  return data
end

local topics = {
  "invoice, charge, refund", "delivery, parcel, late",
  "password, login, account", "cancel, contract, notice",
  "שיחה על חשבונית, תשלום", "technician, appointment, router",
}

local figures = {
  sentiment_distribution = charts.sentiment_distribution(distribution()),
  outcome_vs_sentiment = charts.outcome_vs_sentiment {
    row("Success", 430, 0.5, 0.35), row("Escalation", 82, -0.2, 0.5),
    row("Callback", 61, 0.15, 0.4), row("Abandoned", 38, -0.1, 0.55),
    row("Unknown", 12, 0.2, 0.4), { name = "Other", n = 0 },
  },
  topic_clusters = charts.topic_clusters {
    { name = topics[1], n = 241 }, { name = topics[2], n = 187 },
    { name = topics[3], n = 112 }, { name = topics[4], n = 64 },
    { name = topics[5], n = 21 }, { name = topics[6], n = 9 },
  },
  sentiment_by_topic = charts.sentiment_by_topic {
    row(topics[1], 241, -0.1, 0.4), row(topics[2], 187, 0.1, 0.5),
    row(topics[3], 112, 0.4, 0.3), row(topics[4], 64, -0.2, 0.4),
    row(topics[5], 21, 0.3, 0.4), row(topics[6], 9, 0.1, 0.4),
  },
  sentiment_course = charts.sentiment_course {
    customer = course(-0.15, 0.4, 0.05), agent = course(0.3, 0.5, 0.03),
  },
  sentiment_by_day = charts.sentiment_by_day(days(21)),
  k_sweep = charts.k_sweep {
    k = { 2, 3, 4, 5, 6, 7, 8 }, chosen = 5,
    silhouette = { 0.04, 0.061, 0.072, 0.085, 0.081, 0.078, 0.07 },
  },
  outcome_by_topic = charts.outcome_by_topic {
    topics = topics,
    outcomes = { "Success", "Escalation", "Callback", "Abandoned", "Other" },
    counts = { { 160, 40, 20, 11, 10 }, { 90, 50, 30, 12, 5 },
      { 100, 5, 4, 2, 1 }, { 20, 30, 8, 4, 2 }, { 12, 3, 3, 2, 1 },
      { 5, 1, 2, 0, 1 } },
  },
}

assert(file.mkdir(folder))
for name, figure in pairs(figures) do
  for _, format in ipairs(formats) do
    assert(figure:save(("%s/%s.%s"):format(folder, name, format)))
  end
  figure:close()
end
print(folder)
