-- figures.lua: the stock figures, from the store to files.
-- Each figure is a function (job, labels) of the name that scripts/layout.lua
-- lists; undertone.charts draws from the numbers gathered here.

local charts = require "undertone.charts"
local failure = require "undertone.failure"
local file = require "undertone.file"
local nearest = require "undertone.nearest"
local stats = require "undertone.stats"

local figures = {}

local BINS = 40 -- of the distribution, over the whole range of a score
local CURVE_POINTS = 401
local MIN_FOR_CURVE = 5
local MAX_FOR_CURVE = 20000 -- a sample of this size draws the same curve

local draw = {}

local function scores_by_label(store)
  local by_label = { negative = {}, neutral = {}, positive = {} }
  for _, row in ipairs(store:query [[SELECT label, score FROM conversation
      WHERE run = ? AND score IS NOT NULL AND excluded IS NULL
      ORDER BY position]]) do
    local list = by_label[row.label]
    list[#list + 1] = row.score
  end
  return by_label
end

-- Every n-th score, so that a curve over very many costs no more.
local function thinned(scores)
  local step = math.max(1, #scores // MAX_FOR_CURVE)
  local list = {}
  for i = 1, #scores, step do
    list[#list + 1] = scores[i]
  end
  return list
end

-- The density of all scores in conversations per bin, bounded to [-1, 1].
local function curve_of(scores, width)
  local sample = thinned(scores)
  local bandwidth = #sample >= MIN_FOR_CURVE and stats.scott(sample) or 0
  if bandwidth <= 0 then
    return nil
  end
  local x = stats.grid(-1, 1, CURVE_POINTS)
  local y = stats.density(sample, x, bandwidth, -1, 1)
  for i, density in ipairs(y) do
    y[i] = density * #scores * width
  end
  return { x = x, y = y }
end

function draw.sentiment_distribution(job, labels)
  local bins = { first = -1, last = 1, count = BINS }
  local counts, all = {}, {}
  for label, scores in pairs(scores_by_label(job.store)) do
    counts[label] = stats.histogram(scores, bins)
    table.move(scores, 1, #scores, #all + 1, all)
  end
  table.sort(all)
  return charts.sentiment_distribution({ edges = stats.edges(bins),
    counts = counts,
    curves = { positive = curve_of(all, 2 / BINS) } }, labels)
end

function draw.outcome_vs_sentiment(job, labels)
  local rows = {}
  for i, group in ipairs(job.outcomes) do
    rows[i] = { name = group.outcome, n = group.n,
      box = group.n > 0 and stats.box(group.scores) or nil }
  end
  return charts.outcome_vs_sentiment(rows, labels)
end

function draw.topic_clusters(job, labels)
  local rows = {}
  for i, topic in ipairs(job.topics.list) do
    rows[i] = { name = topic.name, n = topic.size }
  end
  return charts.topic_clusters(rows, labels)
end

local function known_names()
  local names = {}
  for name in pairs(draw) do
    names[#names + 1] = name
  end
  table.sort(names)
  return names
end

-- Raises "usage" when the layout lists a figure that is none.
function figures.check(layout)
  for _, name in ipairs(layout.figure_order) do
    if not draw[name] then
      failure.raise("usage", "layout.figure_order: no figure '%s'%s",
        tostring(name), nearest.hint(tostring(name), known_names()))
    end
  end
end

-- Draws the layout's figures in its formats; returns the paths in order.
function figures.draw_all(job)
  local layout = job.settings.layout
  local folder = job.settings.out .. "/" .. layout.plot_folder
  failure.check(file.mkdir(folder))
  local paths = {}
  for _, name in ipairs(layout.figure_order) do
    local figure = draw[name](job, layout.figures[name])
    for _, format in ipairs(layout.figure_formats) do
      local path = ("%s/%s.%s"):format(folder, name, format)
      failure.check(figure:save(path, { dpi = layout.dpi }))
      paths[#paths + 1] = path
    end
  end
  return paths
end

return figures
