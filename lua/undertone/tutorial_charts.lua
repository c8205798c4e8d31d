-- tutorial_charts.lua: the three figures as the Python tutorial drew them
-- (seaborn 0.12 on matplotlib 3.6): same sizes, colours, marks and words, so
-- that the two can be laid side by side. The report draws charts.lua instead.

local plot = require "undertone.plot"

local charts = {}

-- matplotlib's first colours; seaborn's Set2 and viridis at its saturation.
local CYCLE = { "#1F77B4", "#FF7F0E", "#2CA02C", "#D62728", "#9467BD" }
local SET2 = { "#72B6A1", "#E99675", "#95A3C3", "#DB96C0", "#A2C865",
  "#FFD92F", "#E5C494", "#B3B3B3" }
local VIRIDIS = { "#4B4279", "#3C6682", "#2F837F", "#45A778", "#8FC456" }
local GREY = "#595959" -- seaborn's lines around boxes

local function figure(title, width, height)
  return plot.figure { title = title, width = width, height = height,
                       centred = true }
end

-- data: { edges=, order = labels in order of appearance, counts = { label ->
-- list }, curves = { label -> { x=, y= scaled to counts } } }
function charts.sentiment_distribution(data)
  local fig = figure("Interaction Sentiment Distribution", 8, 5)
  local axes = fig:axes {
    framed = true, legend = "left", legend_title = "sentiment_label",
    x = { label = "VADER Compound Score", step = 0.25, pad_low = 0.05,
          pad_high = 0.05 },
    y = { label = "Count" } }
  for i, label in ipairs(data.order) do
    axes:bars { edges = data.edges, values = data.counts[label], alpha = 0.5,
                colour = plot.nth(CYCLE, i), edge_colour = "#40566B",
                edge_width = 0.25, label = label }
  end
  for i, label in ipairs(data.order) do
    local curve = data.curves[label]
    if curve then
      axes:line { x = curve.x, y = curve.y, colour = plot.nth(CYCLE, i),
                  line_width = 1.5 }
    end
  end
  return fig
end

-- rows: list of { name=, box = { low=, q1=, median=, q3=, high=, outliers= } }
function charts.outcome_vs_sentiment(rows)
  local fig = figure("Sentiment Score by Interaction Outcome", 9, 6)
  local names, colours, x, y = {}, {}, {}, {}
  local boxes = { at = {}, low = {}, q1 = {}, median = {}, q3 = {}, high = {},
                  breadth = 0.8, line_width = 1.5, edge_width = 1.5,
                  edge_colour = GREY, colours = colours }
  for i, row in ipairs(rows) do
    names[i], colours[i], boxes.at[i] = row.name, plot.nth(SET2, i), i
    for _, key in ipairs { "low", "q1", "median", "q3", "high" } do
      boxes[key][i] = row.box and row.box[key] or false
    end
    for _, value in ipairs(row.box and row.box.outliers or {}) do
      x[#x + 1], y[#y + 1] = i, value
    end
  end
  local axes = fig:axes {
    framed = true,
    x = { scale = "category", categories = names,
          label = "Disposition Category" },
    y = { label = "Sentiment Score", step = 0.25 } }
  axes:boxes(boxes)
  axes:points { x = x, y = y, marker = "diamond", size = 6, colour = GREY }
  return fig
end

-- rows: list of { name=, n= }
function charts.topic_clusters(rows)
  local fig = figure("Topic Cluster Distribution", 8, 5)
  local names, counts, colours = {}, {}, {}
  for i, row in ipairs(rows) do
    names[i], counts[i] = row.name, row.n
    colours[i] = plot.nth(VIRIDIS, i)
  end
  local axes = fig:axes {
    framed = true,
    x = { scale = "category", categories = names, label = "Cluster ID" },
    y = { label = "Conversation Count", step = 100 } }
  axes:bars { values = counts, colours = colours }
  return fig
end

return charts
