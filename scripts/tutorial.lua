-- tutorial.lua: the Python tutorial, step by step, on our modules.
-- For those who come from it: the same CSV to the byte and the same three
-- figures. It keeps the tutorial's method, flaws included (stop words gone
-- before scoring, missing transcripts as neutral 0.0 and topic -1);
-- report.lua is the one that does it properly.

local charts = require "undertone.tutorial_charts"
local csv = require "undertone.csv"
local failure = require "undertone.failure"
local file = require "undertone.file"
local kmeans = require "undertone.kmeans"
local outcomes = require "undertone.outcomes"
local plural = require "undertone.plural"
local sources = require "undertone.sources"
local stats = require "undertone.stats"
local text = require "undertone.text"
local tfidf = require "undertone.tfidf"
local time = require "undertone.time"
local transcript = require "undertone.transcript"
local vader = require "undertone.vader"
local window = require "undertone.window"

local KDE_POINTS = 200

-- Step 1: metadata, page by page, and one transcript each.
local function fetch_all(source, span)
  local rows, cursor = {}, nil
  repeat
    local page
    page, cursor = source:page(span, cursor)
    table.move(page, 1, #page, #rows + 1, rows)
  until not cursor
  local i = 0
  local function next_row()
    i = i + 1
    return rows[i]
  end
  for row, result in source:transcripts(next_row) do
    row.result = result
  end
  return rows
end

-- Step 2: one text per conversation, cleaned as for the topics.
local function add_text(rows)
  local texts = {}
  for i, row in ipairs(rows) do
    row.text = row.result.turns and transcript.text(row.result.turns) or ""
    row.has_transcript = row.text ~= ""
    texts[i] = row.text
  end
  for i, words in ipairs(text.content_words_all(texts)) do
    rows[i].words = words
  end
end

-- Step 3: VADER on the cleaned text; what is missing counts as neutral.
local function add_sentiment(rows)
  local scorer = vader.new()
  for _, row in ipairs(rows) do
    row.score = row.has_transcript and scorer:compound(row.words) or 0.0
    row.label = row.score >= 0.05 and "positive"
      or row.score <= -0.05 and "negative" or "neutral"
  end
end

-- Step 4: TF-IDF and k-means over the conversations with a transcript.
local function add_topics(rows)
  local documents, owners = {}, {}
  for _, row in ipairs(rows) do
    row.topic = -1.0
    if row.has_transcript then
      documents[#documents + 1], owners[#owners + 1] = row.words, row
    end
  end
  local matrix = failure.check(tfidf.fit(documents,
    { max_features = 500, min_df = 2, max_df = 0.95 }))
  local fit = failure.check(kmeans.fit(matrix,
    { k = 5, seed = 42, n_init = 10 }))
  for i, label in ipairs(fit.labels) do
    owners[i].topic = label + 0.0 -- pandas made the column a float one
  end
end

local function column(rows, field)
  local values = {}
  for i, row in ipairs(rows) do
    values[i] = row[field]
  end
  return values
end

-- The values of `field` in groups by the value of `key`, and the groups'
-- names in order of appearance.
local function group(rows, key, field)
  local groups, names = {}, {}
  for _, row in ipairs(rows) do
    local name = row[key]
    if not groups[name] then
      groups[name], names[#names + 1] = {}, name
    end
    table.insert(groups[name], row[field])
  end
  return groups, names
end

-- Step 5, figure 1: a histogram by label with the density of each, over
-- bins and grid that all labels share.
local function draw_distribution(rows)
  local bins = stats.auto_bins(column(rows, "score"))
  local data = { edges = stats.edges(bins), counts = {}, curves = {} }
  local by_label
  by_label, data.order = group(rows, "label", "score")
  local grid = stats.grid(bins.first, bins.last, KDE_POINTS)
  for label, list in pairs(by_label) do
    data.counts[label] = stats.histogram(list, bins)
    local bandwidth = #list > 1 and stats.scott(list) or 0
    local y = bandwidth > 0 and stats.density(list, grid, bandwidth) or {}
    for i, density in ipairs(y) do
      y[i] = density * #list * (bins.last - bins.first) / bins.count
    end
    data.curves[label] = #y > 0 and { x = grid, y = y } or nil
  end
  return charts.sentiment_distribution(data)
end

-- Figure 2: a box per outcome.
local function draw_outcomes(rows)
  local scores, names = group(rows, "outcome", "score")
  local boxes = {}
  for i, name in ipairs(names) do
    boxes[i] = { name = name, box = stats.box(scores[name]) }
  end
  return charts.outcome_vs_sentiment(boxes)
end

-- Figure 3: how many conversations in each topic.
local function draw_topics(rows)
  local topics, names = group(rows, "topic", "id")
  table.sort(names)
  local bars = {}
  for _, topic in ipairs(names) do
    if topic >= 0 then
      bars[#bars + 1] = { name = ("%d.0"):format(topic), n = #topics[topic] }
    end
  end
  return charts.topic_clusters(bars)
end

-- Step 6: the CSV as pandas writes it.
local function write_csv(rows, path)
  local out <close> = failure.check(csv.writer(path, { bom = true,
    eol = "\n", quoting = "minimal", booleans = "True", columns = {
      "conversation_id", "start_time", "duration_seconds", "disposition",
      "transcript_text", "has_transcript", "sentiment_score",
      "sentiment_label", "topic_cluster" } }))
  for _, row in ipairs(rows) do
    local at = row.start_time and row.start_time:gsub("T", " ")
      :gsub("Z$", "+00:00")
    failure.check(out:row { row.id, at, row.duration_seconds,
      row.disposition, row.text, row.has_transcript, row.score, row.label,
      row.topic })
  end
  failure.check(out:close())
end

local settings = require("undertone.arguments").tutorial(arg)
if not settings then
  return 0
end
local plots = settings.out .. "/cxone_analysis_plots"
failure.check(file.mkdir(plots))

local source <close> = sources.open(settings)
local rows = fetch_all(source, window.resolve(settings.window, time.now()))
add_text(rows)
add_sentiment(rows)
add_topics(rows)
local outcome_of = outcomes.mapper(settings.outcomes)
for _, row in ipairs(rows) do
  row.outcome = outcome_of(row.disposition)
end

failure.check(draw_distribution(rows):save(plots
  .. "/sentiment_distribution.png"))
failure.check(draw_outcomes(rows):save(plots .. "/outcome_vs_sentiment.png"))
failure.check(draw_topics(rows):save(plots .. "/topic_clusters.png"))
write_csv(rows, settings.out .. "/cxone_interaction_analysis.csv")
print(("%s, as in the tutorial, in %s"):format(
  plural.count(#rows, "conversation"), settings.out))
