-- chart_boxes.lua: box plots for undertone.charts, with their outliers.

local parts = require "undertone.chart_parts"
local plot = require "undertone.plot"
local stats = require "undertone.stats"

local boxes = {}

local MAX_OUTLIERS = 400  -- of a box; the extremes are always drawn
local ALL_OUTLIERS = 6000 -- of all boxes
local STRIP = 0.22        -- of its band, where points lie
local BREADTH = 0.56      -- of a box in its band
local FEW = 3             -- upright boxes; fewer are narrower

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

-- The sentence about groups that are points.
local function few_note(rows)
  for _, row in ipairs(rows) do
    if row.points and row.n > 0 then
      return ("Fewer than %d conversations are drawn as points, without a"
        .. " box."):format(row.min_n)
    end
  end
  return nil
end

-- Scores of each row side by side in a narrow strip (steps of the golden
-- ratio fill it evenly), so that many of them do not hide each other.
local function add_strip(axes, rows, sideways, style)
  local at, values = {}, {}
  for i, row in ipairs(rows) do
    for k, value in ipairs(style.of(row)) do
      at[#at + 1] = i + (k * 0.618034 % 1 - 0.5) * STRIP
      values[#values + 1] = value
    end
  end
  axes:points { x = sideways and values or at, y = sideways and at or values,
                size = style.size, colour = style.colour }
end

-- Outliers, small and quiet, and the scores of groups that have no box.
local function add_points(axes, rows, sideways, most)
  add_strip(axes, rows, sideways, { size = 2.4, colour = plot.colours.dot,
    of = function(row)
      return row.box and not row.points and thinned(row.box.outliers, most)
        or {}
    end })
  add_strip(axes, rows, sideways, { size = 4.5, colour = plot.colours.edge,
    of = function(row) return row.points or {} end })
end

local function add_boxes(axes, rows, sideways)
  local share = sideways and 1 or math.min(1, #rows / FEW)
  local mark = { at = {}, sideways = sideways, breadth = BREADTH * share }
  for _, key in ipairs { "low", "q1", "median", "q3", "high" } do
    mark[key] = {}
    for i, row in ipairs(rows) do
      mark.at[i] = i
      mark[key][i] = row.box and not row.points and row.box[key] or false
    end
  end
  axes:boxes(mark)
end

function boxes.chart(rows, labels, what, sideways)
  local total = stats.sum(parts.pick(rows, "n"))
  if total == 0 then
    return parts.empty_figure(labels)
  end
  local shown, more = parts.first_rows(rows, what)
  local most, thin = outliers_to_draw(shown)
  more = parts.said(more, thin, few_note(shown))
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
  add_points(axes, shown, sideways, most)
  add_boxes(axes, shown, sideways)
  return figure
end

return boxes
