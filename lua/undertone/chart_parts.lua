-- chart_parts.lua: what the stock figures in charts.lua are made of: labels,
-- figures with rows of names, boxes with their outliers, curves.

local figure_labels = require "undertone.figure_labels"
local plot = require "undertone.plot"
local stats = require "undertone.stats"

local parts = {}

local MAX_ROWS = 30
local MAX_OUTLIERS = 400  -- of a box; the extremes are always drawn
local ALL_OUTLIERS = 6000 -- of all boxes
local ROW_INCHES = 0.37   -- the least height of a row of names, and the most
local ROW_INCHES_MAX = 0.62
local HEAD_INCHES = 1.3   -- what titles and axis take
local TEXT_INCHES = 0.4   -- and what a subtitle or caption may take
local FLAT = 0.005        -- of its top, where a curve counts as zero

-- The chart's own labels with the caller's over them.
function parts.with_labels(own, labels)
  figure_labels.check(labels or {}, "chart")
  local all = { width = 8, height = 5 }
  for key, value in pairs(own) do
    all[key] = value
  end
  for key, value in pairs(labels or {}) do
    all[key] = value
  end
  return all
end

-- One text of the sentences that are not nil; nil of none.
function parts.said(...)
  local list = {}
  for i = 1, select("#", ...) do
    list[#list + 1] = (select(i, ...))
  end
  return #list > 0 and table.concat(list, " ") or nil
end

function parts.new_figure(labels, more)
  return plot.figure {
    title = labels.title, subtitle = labels.subtitle,
    caption = parts.said(labels.caption, more),
    width = labels.width, height = labels.height,
  }
end

-- The figure that says in words why it shows nothing; a caption would speak
-- of what is not there.
function parts.empty_figure(labels)
  labels.caption = nil
  local figure = parts.new_figure(labels)
  figure:axes {
    message = labels.empty,
    x = { label = labels.xlabel }, y = { label = labels.ylabel },
  }
  return figure
end

-- The rows as they come or, of more than `most`, those with the largest n, the
-- largest first.
function parts.largest(rows, most)
  if #rows <= most then
    return rows
  end
  local sorted, place = table.move(rows, 1, #rows, 1, {}), {}
  for i, row in ipairs(rows) do
    place[row] = i
  end
  table.sort(sorted, function(a, b)
    if a.n ~= b.n then
      return a.n > b.n
    end
    return place[a] < place[b]
  end)
  return table.move(sorted, 1, most, 1, {})
end

-- What a figure has room for of the rows, and the sentence about the others.
function parts.first_rows(rows, what)
  local shown = parts.largest(rows, MAX_ROWS)
  return shown, #rows > #shown
    and ("%d more %s, none of them larger, are not drawn."):format(
      #rows - #shown, what) or nil
end

-- A figure of rows is as high as they need, and not much higher.
function parts.fit_height(labels, rows, more)
  local head = HEAD_INCHES + (labels.subtitle and TEXT_INCHES or 0)
    + ((labels.caption or more) and TEXT_INCHES or 0)
  labels.height = math.max(head + #rows * ROW_INCHES,
    math.min(labels.height, head + #rows * ROW_INCHES_MAX))
end

function parts.pick(rows, key)
  local list = {}
  for i, row in ipairs(rows) do
    list[i] = row[key] or false
  end
  return list
end

function parts.counted(n)
  return "n = " .. plot.number(n)
end

function parts.notes_of(rows)
  local notes = {}
  for i, row in ipairs(rows) do
    notes[i] = parts.counted(row.n)
  end
  return notes
end

-- The sums of two lists; what `base` lacks counts as zero.
function parts.raised(base, values)
  local sums = table.move(base, 1, #base, 1, {})
  for i, value in ipairs(values) do
    sums[i] = (sums[i] or 0) + value
  end
  return sums
end

-- --- boxes -----------------------------------------------------------------

-- Evenly spaced members of a sorted list, its ends among them.
local function thinned(sorted, most)
  if #sorted <= most then
    return sorted
  end
  local list = {}
  for i = 0, most - 1 do
    list[i + 1] = sorted[1 + i * (#sorted - 1) // (most - 1)]
  end
  return list
end

-- How many outliers of a box are drawn, and the sentence that says so where
-- some are not.
local function outliers_to_draw(rows)
  local most = math.min(MAX_OUTLIERS, ALL_OUTLIERS // #rows)
  for _, row in ipairs(rows) do
    if row.box and #row.box.outliers > most then
      return most, ("Of more than %d outliers of a box every so many are"
        .. " drawn."):format(most)
    end
  end
  return most
end

-- Outliers side by side in a narrow strip (steps of the golden ratio fill it
-- evenly), small and quiet, so that many of them hide neither box nor each
-- other.
local function add_outliers(axes, rows, sideways, most)
  local at, values = {}, {}
  for i, row in ipairs(rows) do
    for k, value in ipairs(thinned(row.box and row.box.outliers or {}, most))
    do
      at[#at + 1] = i + (k * 0.618034 % 1 - 0.5) * 0.22
      values[#values + 1] = value
    end
  end
  axes:points { x = sideways and values or at, y = sideways and at or values,
                size = 2.4, colour = plot.colours.dot }
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

function parts.box_chart(rows, labels, what, sideways)
  local total = stats.sum(parts.pick(rows, "n"))
  if total == 0 then
    return parts.empty_figure(labels)
  end
  local shown, more = parts.first_rows(rows, what)
  local most, thin = outliers_to_draw(shown)
  more = parts.said(more, thin)
  if sideways then
    parts.fit_height(labels, shown, more)
  end
  local figure = parts.new_figure(labels, more)
  local names = { scale = "category", categories = parts.pick(shown, "name"),
                  notes = parts.notes_of(shown) }
  local scores = { grid = true }
  names.label, scores.label = labels.xlabel, labels.ylabel
  if sideways then
    names.label, scores.label = labels.ylabel, labels.xlabel
  end
  local axes = figure:axes { x = sideways and scores or names,
                             y = sideways and names or scores }
  axes:rule { at = { 0 }, sideways = sideways }
  add_outliers(axes, shown, sideways, most)
  add_boxes(axes, shown, sideways)
  return figure
end

-- --- curves ----------------------------------------------------------------

-- The curve without the flat stretches at its ends.
local function without_tails(curve)
  local top = 0
  for _, value in ipairs(curve.y) do
    top = math.max(top, value)
  end
  local first, last = nil, 0
  for i, value in ipairs(curve.y) do
    if value > top * FLAT then
      first, last = first or i, i
    end
  end
  local y = {}
  for i, value in ipairs(curve.y) do
    y[i] = first and i >= first and i <= last and value
  end
  return y
end

-- A density over bars, light around dark; nothing when there is no curve.
function parts.add_curve(axes, curve)
  if not curve then
    return
  end
  local y = without_tails(curve)
  axes:line { x = curve.x, y = y, colour = plot.colours.paper, line_width = 3,
              alpha = 0.75 }
  axes:line { x = curve.x, y = y, colour = plot.colours.ink, line_width = 1.2 }
end

function parts.has_number(list)
  for _, value in ipairs(list or {}) do
    if value and value == value then
      return true
    end
  end
  return false
end

-- What a caption says of the numbers behind the points of several series
-- ({ mean =, n =, min_n = the least that is drawn }), or nil where they are
-- not known.
function parts.smallest_n(all)
  local least, bound
  for _, series in ipairs(all) do
    for i, n in ipairs(series.n or {}) do
      if series.mean[i] then
        least, bound = math.min(least or n, n), series.min_n
      end
    end
  end
  return bound and ("The smallest n of a point is %s; none is drawn below"
    .. " %s."):format(plot.number(least), plot.number(bound))
end

-- True where points have their n, but none of them enough for a mean.
function parts.is_thin(all)
  local has_n = false
  for _, series in ipairs(all) do
    if parts.has_number(series.mean) then
      return false
    end
    for _, n in ipairs(type(series.n) == "table" and series.n or {}) do
      has_n = has_n or n > 0
    end
  end
  return has_n
end

-- The values without a neighbour, which a band cannot show.
local function alone(list)
  local kept = {}
  for i, value in ipairs(list) do
    kept[i] = not list[i - 1] and not list[i + 1] and value
  end
  return kept
end

-- A line with its points and, when there are ends, the band around it.
function parts.add_course(axes, x, series, style)
  if series.low and series.high then
    axes:area { x = x, low = series.low, high = series.high, alpha = 0.16,
                colour = style.colour }
    axes:intervals { at = x, low = alone(series.low),
                     high = alone(series.high), colour = style.colour,
                     alpha = 0.35, line_width = 3 }
  end
  axes:line { x = x, y = series.mean, colour = style.colour, line_width = 1.8,
              size = 4.5, marker = style.marker, label = style.label }
end

return parts
