-- charts.lua: undertone.charts: the stock figures, each one function from
-- ready numbers to a figure. No statistics here and no reading of the store:
-- whoever calls brings counts, boxes and curves.
--
--   charts.NAME(data [, labels]) --> figure (see undertone.plot)
--
-- `labels` may set title, subtitle, caption, xlabel, ylabel, width, height
-- (inches) and empty, the words shown when there is nothing to draw; what it
-- leaves out comes from charts.labels[NAME]. Lists keep their order; of too
-- many names the largest are drawn, the largest first, and the caption says
-- so.

local boxes = require "undertone.chart_boxes"
local curves = require "undertone.chart_curves"
local parts = require "undertone.chart_parts"
local plot = require "undertone.plot"
local shares = require "undertone.chart_shares"
local stats = require "undertone.stats"

local charts = {}

local BOX_INCHES = 1      -- boxes with less width each lie on their side
local LONG_NAME = 28      -- characters; boxes so named lie on their side
local NO_SCORES = "No conversation was scored, so there is nothing to draw."
local TOO_FEW = "Too few conversations for the mean of any point."

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

-- The words of the chart of that name where these data leave nothing to draw.
function charts.empty_words(name, data)
  if curves.is_thin { data, data.customer or {}, data.agent or {} } then
    return TOO_FEW
  elseif name == "sentiment_by_topic" and #data == 0 then
    return charts.labels.topic_clusters.empty
  end
  return charts.labels[name].empty
end

-- The chart's labels, the caller's over its own.
local function labels_for(name, data, labels)
  local all = parts.with_labels(charts.labels[name], labels)
  all.empty = labels and labels.empty or charts.empty_words(name, data)
  return all
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
-- outliers= sorted list } or nil when n is 0, points = the scores, drawn in
-- place of a box of fewer than min_n (both optional) }
function charts.outcome_vs_sentiment(rows, labels)
  labels = parts.with_labels(charts.labels.outcome_vs_sentiment, labels)
  local sideways = #rows * BOX_INCHES > labels.width or has_long_name(rows)
  if sideways then
    labels.xlabel, labels.ylabel = labels.ylabel, labels.xlabel
  end
  return boxes.chart(rows, labels, "outcomes", sideways)
end

-- rows: as for outcome_vs_sentiment
function charts.sentiment_by_topic(rows, labels)
  labels = labels_for("sentiment_by_topic", rows, labels)
  return boxes.chart(rows, labels, "topics", true)
end

-- --- distribution ----------------------------------------------------------

local function total_of(data, order)
  local total = 0
  for _, label in ipairs(order) do
    total = total + stats.sum(data.counts[label] or {})
  end
  return total
end

-- The labels' bars on top of each other; they share a bin only at a
-- threshold.
local function add_stack(axes, data, order)
  local base = {}
  for i, label in ipairs(order) do
    local counts = data.counts[label] or {}
    local n = parts.counted(stats.sum(counts))
    axes:bars { edges = data.edges, values = counts, base = base,
                colour = plot.sentiment[label] or plot.nth(plot.categorical, i),
                edge_width = 0.6, label = ("%s (%s)"):format(label, n) }
    base = parts.raised(base, counts)
  end
end

-- data: { edges=, counts = { label -> list }, curves = { label -> { x=, y=
-- in conversations per bin } } or curve= one of all (both optional),
-- min_for_curve = how many different scores a curve needs, where there is
-- none for want of them, order = list of labels (optional) }
function charts.sentiment_distribution(data, labels)
  labels = parts.with_labels(charts.labels.sentiment_distribution, labels)
  local order = data.order or { "negative", "neutral", "positive" }
  if total_of(data, order) == 0 then
    return parts.empty_figure(labels)
  end
  local has_curve = data.curve or data.curves
  local figure = parts.new_figure(labels, not has_curve
    and data.min_for_curve and ("Fewer than %d different scores make no"
    .. " curve."):format(data.min_for_curve) or nil)
  local axes = figure:axes {
    x = { label = labels.xlabel },
    y = { label = labels.ylabel, grid = true, integer = true, min = 0 } }
  add_stack(axes, data, order)
  for _, label in ipairs(order) do
    curves.add_curve(axes, data.curves and data.curves[label])
  end
  curves.add_curve(axes, data.curve)
  return figure
end

-- --- topics ----------------------------------------------------------------

-- rows: list of { name=, n= }
function charts.topic_clusters(rows, labels)
  labels = parts.with_labels(charts.labels.topic_clusters, labels)
  local total = stats.sum(parts.pick(rows, "n"))
  if total == 0 then
    return parts.empty_figure(labels)
  end
  local shown, more = parts.first_rows(rows, "topics")
  parts.fit_height(labels, shown, more)
  local figure = parts.new_figure(labels, more)
  local axes = figure:axes {
    x = { label = labels.xlabel, integer = true, grid = true, min = 0,
          pad_high = 0.16 },
    y = { scale = "category", categories = parts.pick(shown, "name"),
          label = labels.ylabel } }
  local at, texts = {}, {}
  for i, row in ipairs(shown) do
    at[i] = i
    texts[i] = ("%s  (%s)"):format(plot.number(row.n),
      shares.text(row.n, total))
  end
  local counts = parts.pick(shown, "n")
  axes:bars { values = counts, sideways = true, breadth = 0.7 }
  axes:text { x = counts, y = at, texts = texts, anchor_x = 0, shift_x = 4 }
  return figure
end

-- data: { topics = names, outcomes = names, counts = { topic -> { outcome ->
-- n } }, both by number }
function charts.outcome_by_topic(data, labels)
  labels = parts.with_labels(charts.labels.outcome_by_topic, labels)
  local rows = shares.rows(data)
  if stats.sum(parts.pick(rows, "n")) == 0 then
    return parts.empty_figure(labels)
  end
  local shown, more = parts.first_rows(rows, "topics")
  parts.fit_height(labels, shown, more)
  local figure = parts.new_figure(labels, more)
  local axes = figure:axes {
    x = { min = 0, max = 1, percent = true, label = labels.xlabel },
    y = { scale = "category", categories = parts.pick(shown, "name"),
          notes = parts.notes_of(shown), label = labels.ylabel } }
  local outcomes, counts =
    shares.folded(data.outcomes, parts.pick(shown, "counts"))
  local base = {}
  for k, name in ipairs(outcomes) do
    local part = { name = name, colour = plot.nth(plot.categorical, k),
      width_inches = labels.width }
    base = shares.add_part(axes, part, base, shares.of(shown, counts, k))
  end
  return figure
end

-- --- over time -------------------------------------------------------------

-- data: { customer = { mean=, low=, high= }, agent = the same }, each a list
-- of equal parts from beginning to end (ten for tenths); low and high may
-- be absent, and so may one of the two; n and min_n tell how many
-- conversations there are to each and how many a point needs
function charts.sentiment_course(data, labels)
  labels = labels_for("sentiment_course", data, labels)
  local customer, agent = data.customer or {}, data.agent or {}
  if not (curves.has_number(customer.mean)
    or curves.has_number(agent.mean)) then
    return parts.empty_figure(labels)
  end
  local figure = parts.new_figure(labels,
    curves.range_of_n { customer, agent })
  local axes = figure:axes {
    x = { label = labels.xlabel, min = 0, max = 1, percent = true },
    y = { label = labels.ylabel, grid = true } }
  local function add(series, style)
    local x = {}
    for i in ipairs(series.mean or {}) do
      x[i] = (i - 0.5) / #series.mean
    end
    if curves.has_number(series.mean) then
      curves.add_course(axes, x, series, style)
    end
  end
  axes:rule { at = { 0 } }
  add(agent, { label = "agent", colour = plot.colours.agent,
    marker = "square" })
  add(customer, { label = "customer", colour = plot.colours.customer })
  return figure
end

-- data: { days = list of "YYYY-MM-DD", mean=, low=, high= (95 % interval) };
-- days without a mean hold false; n and min_n as above, n is drawn below
function charts.sentiment_by_day(data, labels)
  labels = labels_for("sentiment_by_day", data, labels)
  if not curves.has_number(data.mean) then
    return parts.empty_figure(labels)
  end
  local figure = parts.new_figure(labels, curves.range_of_n { data },
    curves.DAY_ROWS)
  local days = {}
  for i, day in ipairs(data.days) do
    days[i] = plot.day(day) or false
  end
  local axes = curves.add_day_axes(figure, days, data.n, labels)
  curves.add_course(axes, days, data, { colour = plot.colours.series })
  return figure
end

-- data: { k = list, silhouette = list, chosen = one of k (optional) }
function charts.k_sweep(data, labels)
  labels = parts.with_labels(charts.labels.k_sweep, labels)
  if not curves.has_number(data.silhouette) then
    return parts.empty_figure(labels)
  end
  local figure = parts.new_figure(labels)
  local axes = figure:axes {
    x = { label = labels.xlabel, integer = true, pad_low = 0.05,
          pad_high = 0.05 },
    y = { label = labels.ylabel, grid = true, pad_high = 0.15 } }
  curves.add_course(axes, data.k, { mean = data.silhouette },
    { colour = plot.colours.series })
  for i, k in ipairs(data.k) do
    if k == data.chosen and data.silhouette[i] then
      local x, y = { k }, { data.silhouette[i] }
      axes:points { x = x, y = y, size = 8, colour = plot.colours.accent }
      axes:text { x = x, y = y, texts = { ("k = %d"):format(k) },
                  anchor_y = 1, shift_y = -7, colour = plot.colours.accent }
    end
  end
  return figure
end

return charts
