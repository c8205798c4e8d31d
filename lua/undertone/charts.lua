-- charts.lua: undertone.charts: the stock figures, each one function from
-- ready numbers to a figure. No statistics here and no reading of the store:
-- whoever calls brings counts, boxes and curves.
--
--   charts.NAME(data [, labels]) --> figure (see undertone.plot)
--
-- `labels` may set title, subtitle, caption, xlabel, ylabel, width, height
-- (inches) and empty, the words shown when there is nothing to draw; what it
-- leaves out comes from charts.labels[NAME]. Lists keep their order; of more
-- than MAX_ROWS names the first are drawn and the caption says so.

local plot = require "undertone.plot"

local charts = {}

local MAX_ROWS = 30
local MAX_UPRIGHT = 8     -- more boxes than this lie on their side
local MAX_OUTLIERS = 400  -- per box; the extremes are always drawn
local MAX_PARTS = 8       -- of a stacked bar
local ROW_INCHES = 0.37   -- the least height of a row of names, and the most
local ROW_INCHES_MAX = 0.62
local HEAD_INCHES = 1.3   -- what titles and axis take
local TEXT_INCHES = 0.4   -- and what a subtitle or caption may take
local LONG_NAME = 28      -- characters; boxes so named lie on their side
local FLAT = 0.005        -- of its top, where a curve counts as zero
local NO_SCORES = "No conversation was scored, so there is nothing to draw."

charts.labels = {
  sentiment_distribution = {
    title = "Interaction Sentiment Distribution",
    xlabel = "Sentiment score", ylabel = "Conversations", empty = NO_SCORES,
  },
  outcome_vs_sentiment = {
    title = "Sentiment Score by Interaction Outcome",
    xlabel = "Outcome", ylabel = "Sentiment score", empty = NO_SCORES,
  },
  topic_clusters = {
    title = "Topic Cluster Distribution", xlabel = "Conversations",
    empty = "No topics were found.",
  },
  sentiment_by_topic = {
    title = "Sentiment Score by Topic", xlabel = "Sentiment score",
    empty = NO_SCORES,
  },
  sentiment_course = {
    title = "Sentiment over the Course of a Conversation",
    xlabel = "Share of the conversation's turns",
    ylabel = "Mean score of a turn", empty = NO_SCORES,
  },
  sentiment_by_day = {
    title = "Sentiment by Day", ylabel = "Mean sentiment score",
    empty = NO_SCORES,
  },
  k_sweep = {
    title = "Silhouette by Number of Topics", xlabel = "Topics (k)",
    ylabel = "Silhouette (cosine)", width = 5, height = 3.2,
    empty = "Too few conversations to compare numbers of topics.",
  },
  outcome_by_topic = {
    title = "Outcome Mix by Topic", xlabel = "Share of conversations",
    empty = "No topics were found.",
  },
}

-- --- shared ----------------------------------------------------------------

local function with_labels(name, labels)
  local all = { width = 8, height = 5 }
  for _, source in ipairs { charts.labels[name], labels or {} } do
    for key, value in pairs(source) do
      all[key] = value
    end
  end
  return all
end

local function new_figure(labels, more)
  return plot.figure {
    title = labels.title, subtitle = labels.subtitle,
    caption = more and labels.caption and labels.caption .. " " .. more
      or more or labels.caption,
    width = labels.width, height = labels.height,
  }
end

-- The figure that says in words why it shows nothing.
local function empty_figure(labels)
  local figure = new_figure(labels)
  figure:axes {
    message = labels.empty,
    x = { label = labels.xlabel }, y = { label = labels.ylabel },
  }
  return figure
end

-- At most MAX_ROWS of the rows, and the sentence about the others.
local function first_rows(rows, what)
  if #rows <= MAX_ROWS then
    return rows
  end
  return table.move(rows, 1, MAX_ROWS, 1, {}),
    ("%d more %s are not drawn."):format(#rows - MAX_ROWS, what)
end

-- A figure of rows is as high as they need, and not much higher.
local function fit_height(labels, rows, more)
  local head = HEAD_INCHES + (labels.subtitle and TEXT_INCHES or 0)
    + ((labels.caption or more) and TEXT_INCHES or 0)
  labels.height = math.max(head + #rows * ROW_INCHES,
    math.min(labels.height, head + #rows * ROW_INCHES_MAX))
end

local function pick(rows, key)
  local list = {}
  for i, row in ipairs(rows) do
    list[i] = row[key] or false
  end
  return list
end

local function counted(n)
  return "n = " .. plot.number(n)
end

local function notes_of(rows)
  local notes = {}
  for i, row in ipairs(rows) do
    notes[i] = counted(row.n)
  end
  return notes
end

local function sum(list)
  local total = 0
  for _, value in ipairs(list) do
    total = total + value
  end
  return total
end

-- --- boxes -----------------------------------------------------------------

-- Evenly spaced members of a sorted list, its ends among them.
local function thinned(sorted)
  if #sorted <= MAX_OUTLIERS then
    return sorted
  end
  local list = {}
  for i = 0, MAX_OUTLIERS - 1 do
    list[i + 1] = sorted[1 + i * (#sorted - 1) // (MAX_OUTLIERS - 1)]
  end
  return list
end

-- Outliers side by side in a narrow strip (steps of the golden ratio fill it
-- evenly), small and pale, so that many of them hide neither box nor each
-- other.
local function add_outliers(axes, rows, sideways)
  local at, values = {}, {}
  for i, row in ipairs(rows) do
    for k, value in ipairs(thinned(row.box and row.box.outliers or {})) do
      at[#at + 1] = i + (k * 0.618034 % 1 - 0.5) * 0.22
      values[#values + 1] = value
    end
  end
  axes:points { x = sideways and values or at, y = sideways and at or values,
                size = 2.8, alpha = 0.45, colour = "#33475B" }
end

local function add_boxes(axes, rows, sideways)
  local boxes = { at = {}, sideways = sideways, breadth = 0.56 }
  for _, key in ipairs { "low", "q1", "median", "q3", "high" } do
    boxes[key] = {}
    for i, row in ipairs(rows) do
      boxes.at[i] = i
      boxes[key][i] = row.box and row.box[key] or false
    end
  end
  axes:boxes(boxes)
end

local function box_chart(rows, labels, what, sideways)
  local total = sum(pick(rows, "n"))
  if total == 0 then
    return empty_figure(labels)
  end
  local shown, more = first_rows(rows, what)
  if sideways then
    fit_height(labels, shown, more)
  end
  local figure = new_figure(labels, more)
  local names = { scale = "category", categories = pick(shown, "name"),
                  notes = notes_of(shown) }
  local scores = { grid = true }
  names.label, scores.label = labels.xlabel, labels.ylabel
  if sideways then
    names.label, scores.label = labels.ylabel, labels.xlabel
  end
  local axes = figure:axes { x = sideways and scores or names,
                             y = sideways and names or scores }
  axes:rule { at = { 0 }, sideways = sideways }
  add_outliers(axes, shown, sideways)
  add_boxes(axes, shown, sideways)
  return figure
end

local function has_long_name(rows)
  for _, row in ipairs(rows) do
    if (utf8.len(row.name) or #row.name) > LONG_NAME then
      return true
    end
  end
  return false
end

-- rows: list of { name=, n=, box = { low=, q1=, median=, q3=, high=,
-- outliers= sorted list } or nil when n is 0 }
function charts.outcome_vs_sentiment(rows, labels)
  labels = with_labels("outcome_vs_sentiment", labels)
  local sideways = #rows > MAX_UPRIGHT or has_long_name(rows)
  if sideways then
    labels.xlabel, labels.ylabel = labels.ylabel, labels.xlabel
  end
  return box_chart(rows, labels, "outcomes", sideways)
end

-- rows: as for outcome_vs_sentiment
function charts.sentiment_by_topic(rows, labels)
  return box_chart(rows, with_labels("sentiment_by_topic", labels), "topics",
    true)
end

-- --- distribution ----------------------------------------------------------

-- The curve without the stretches that lie on the axis.
local function lifted(curve)
  local top, y = 0, {}
  for _, value in ipairs(curve.y) do
    top = math.max(top, value)
  end
  for i, value in ipairs(curve.y) do
    y[i] = value > top * FLAT and value
  end
  return y
end

local function add_curve(axes, curve)
  local y = lifted(curve)
  axes:line { x = curve.x, y = y, colour = "#FFFFFF", line_width = 3,
              alpha = 0.75 }
  axes:line { x = curve.x, y = y, colour = "#222222", line_width = 1.2 }
end

-- data: { edges=, counts = { label -> list }, curves = { label -> { x=, y=
-- in conversations per bin } } (optional), order = list of labels (optional) }
function charts.sentiment_distribution(data, labels)
  labels = with_labels("sentiment_distribution", labels)
  local order = data.order or { "negative", "neutral", "positive" }
  local base, total = {}, 0
  for _, label in ipairs(order) do
    total = total + sum(data.counts[label] or {})
  end
  if total == 0 then
    return empty_figure(labels)
  end
  local figure = new_figure(labels)
  local axes = figure:axes {
    x = { label = labels.xlabel },
    y = { label = labels.ylabel, grid = true, integer = true, min = 0 } }
  for i, label in ipairs(order) do
    local counts = data.counts[label] or {}
    axes:bars { edges = data.edges, values = counts, base = base,
                colour = plot.sentiment[label] or plot.nth(plot.categorical, i),
                edge_width = 0.6,
                label = ("%s (%s)"):format(label, counted(sum(counts))) }
    local top = {}
    for k, count in ipairs(counts) do
      top[k] = (base[k] or 0) + count
    end
    base = #top > 0 and top or base
  end
  for _, label in ipairs(order) do
    if data.curves and data.curves[label] then
      add_curve(axes, data.curves[label])
    end
  end
  return figure
end

-- --- topics ----------------------------------------------------------------

local function share(part, total)
  if part > 0 and part / total < 0.005 then
    return "<1%"
  end
  return plot.number(100 * part / total) .. "%"
end

-- rows: list of { name=, n= }
function charts.topic_clusters(rows, labels)
  labels = with_labels("topic_clusters", labels)
  local total = sum(pick(rows, "n"))
  if total == 0 then
    return empty_figure(labels)
  end
  local shown, more = first_rows(rows, "topics")
  fit_height(labels, shown, more)
  local figure = new_figure(labels, more)
  local axes = figure:axes {
    x = { label = labels.xlabel, integer = true, grid = true, min = 0,
          pad_high = 0.16 },
    y = { scale = "category", categories = pick(shown, "name"),
          label = labels.ylabel } }
  local at, texts = {}, {}
  for i, row in ipairs(shown) do
    at[i] = i
    texts[i] = ("%s  (%s)"):format(plot.number(row.n), share(row.n, total))
  end
  local counts = pick(shown, "n")
  axes:bars { values = counts, sideways = true, breadth = 0.7 }
  axes:text { x = counts, y = at, texts = texts, anchor_x = 0, shift_x = 4 }
  return figure
end

-- Columns beyond MAX_PARTS together, as one more named "all others".
local function folded(names, counts)
  if #names <= MAX_PARTS then
    return names, counts
  end
  local kept = table.move(names, 1, MAX_PARTS - 1, 1, {})
  kept[MAX_PARTS] = ("%d others"):format(#names - MAX_PARTS + 1)
  local rows = {}
  for i, row in ipairs(counts) do
    rows[i] = table.move(row, 1, MAX_PARTS - 1, 1, {})
    rows[i][MAX_PARTS] = sum(table.move(row, MAX_PARTS, #names, 1, {}))
  end
  return kept, rows
end

-- Black or white, whichever stands out from the colour.
local function ink_on(colour)
  local r, g, b = colour:match("#(%x%x)(%x%x)(%x%x)")
  local light = 0.299 * tonumber(r, 16) + 0.587 * tonumber(g, 16)
    + 0.114 * tonumber(b, 16)
  return light > 140 and "#222222" or "#FFFFFF"
end

-- One outcome's part of every bar; moves `base` on.
local function add_part(axes, part, base, shares)
  local middles, at, texts = {}, {}, {}
  for i, value in ipairs(shares) do
    middles[i], at[i] = base[i] + value / 2, i
    texts[i] = value >= 0.07 and share(value, 1)
  end
  axes:bars { values = shares, base = base, sideways = true, breadth = 0.72,
              colour = part.colour, edge_width = 0.8, label = part.name }
  axes:text { x = middles, y = at, texts = texts, colour = ink_on(part.colour),
              size = 8 }
  for i, value in ipairs(shares) do
    base[i] = base[i] + value
  end
end

-- data: { topics = names, outcomes = names, counts = { topic -> { outcome ->
-- n } }, both by number }
function charts.outcome_by_topic(data, labels)
  labels = with_labels("outcome_by_topic", labels)
  local rows = {}
  for i, name in ipairs(data.topics) do
    rows[i] = { name = name, n = sum(data.counts[i]), counts = data.counts[i] }
  end
  if #rows == 0 or sum(pick(rows, "n")) == 0 then
    return empty_figure(labels)
  end
  local shown, more = first_rows(rows, "topics")
  fit_height(labels, shown, more)
  local outcomes, counts = folded(data.outcomes, pick(shown, "counts"))
  local axes_spec = {
    x = { min = 0, max = 1, percent = true, label = labels.xlabel },
    y = { scale = "category", categories = pick(shown, "name"),
          notes = notes_of(shown), label = labels.ylabel } }
  local figure = new_figure(labels, more)
  local axes, base = figure:axes(axes_spec), {}
  for i in ipairs(shown) do
    base[i] = 0
  end
  for k, name in ipairs(outcomes) do
    local shares = {}
    for i, row in ipairs(shown) do
      shares[i] = row.n > 0 and counts[i][k] / row.n or 0
    end
    local colour = plot.nth(plot.categorical, k)
    add_part(axes, { name = name, colour = colour }, base, shares)
  end
  return figure
end

-- --- over time -------------------------------------------------------------

local function has_number(list)
  for _, value in ipairs(list or {}) do
    if value and value == value then
      return true
    end
  end
  return false
end

-- A line with its points and, when there are ends, the band around it.
local function add_course(axes, x, series, style)
  if series.low and series.high then
    axes:area { x = x, low = series.low, high = series.high, alpha = 0.16,
                colour = style.colour }
  end
  axes:line { x = x, y = series.mean, colour = style.colour, line_width = 1.8,
              label = style.label, dashed = style.dashed }
  axes:points { x = x, y = series.mean, colour = style.colour, size = 4.5,
                marker = style.marker }
end

-- data: { customer = { mean=, low=, high= }, agent = the same }, each a list
-- of equal parts from beginning to end (ten for tenths); low and high may
-- be absent, and so may one of the two
function charts.sentiment_course(data, labels)
  labels = with_labels("sentiment_course", labels)
  local customer, agent = data.customer or {}, data.agent or {}
  if not has_number(customer.mean) and not has_number(agent.mean) then
    return empty_figure(labels)
  end
  local figure = new_figure(labels)
  local axes = figure:axes {
    x = { label = labels.xlabel, min = 0, max = 1, percent = true },
    y = { label = labels.ylabel, grid = true } }
  local function add(series, style)
    local x = {}
    for i in ipairs(series.mean or {}) do
      x[i] = (i - 0.5) / #series.mean
    end
    if #x > 0 then
      add_course(axes, x, series, style)
    end
  end
  axes:rule { at = { 0 } }
  add(agent, { colour = "#DDAA33", label = "agent", marker = "square" })
  add(customer, { colour = "#004488", label = "customer" })
  return figure
end

-- The values without a neighbour, which a band cannot show.
local function alone(list)
  local kept = {}
  for i, value in ipairs(list or {}) do
    kept[i] = not list[i - 1] and not list[i + 1] and value
  end
  return kept
end

-- data: { days = list of "YYYY-MM-DD", mean=, low=, high= (95 % interval) };
-- days without a score hold false
function charts.sentiment_by_day(data, labels)
  labels = with_labels("sentiment_by_day", labels)
  if not has_number(data.mean) then
    return empty_figure(labels)
  end
  local days = {}
  for i, day in ipairs(data.days) do
    days[i] = plot.day(day) or false
  end
  local figure = new_figure(labels)
  local axes = figure:axes {
    x = { scale = "day", label = labels.xlabel },
    y = { label = labels.ylabel, grid = true } }
  axes:intervals { at = days, low = alone(data.low), high = alone(data.high),
                   colour = plot.quiet, alpha = 0.35, line_width = 3 }
  add_course(axes, days, data, { colour = plot.quiet })
  return figure
end

-- data: { k = list, silhouette = list, chosen = one of k (optional) }
function charts.k_sweep(data, labels)
  labels = with_labels("k_sweep", labels)
  if not has_number(data.silhouette) then
    return empty_figure(labels)
  end
  local figure = new_figure(labels)
  local axes = figure:axes {
    x = { label = labels.xlabel, integer = true, pad_low = 0.05,
          pad_high = 0.05 },
    y = { label = labels.ylabel, grid = true, pad_high = 0.15 } }
  add_course(axes, data.k, { mean = data.silhouette },
    { colour = plot.quiet })
  for i, k in ipairs(data.k) do
    if k == data.chosen and data.silhouette[i] then
      local x, y = { k }, { data.silhouette[i] }
      axes:points { x = x, y = y, size = 8, colour = "#BB5566" }
      axes:text { x = x, y = y, texts = { ("k = %d"):format(k) },
                  anchor_y = 1, shift_y = -7, colour = "#BB5566" }
    end
  end
  return figure
end

return charts
