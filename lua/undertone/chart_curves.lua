-- chart_curves.lua: what runs over a score or over time in undertone.charts:
-- densities, means with their bands, the axis of days, what n is behind them.

local plot = require "undertone.plot"

local curves = {}

local FLAT = 0.005        -- of its top, where a curve counts as zero
local MANY_POINTS = 100   -- on a line; more are drawn small

-- Of the grid of a figure by day: the scores, and in the last row their n.
curves.DAY_ROWS = 4

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
function curves.add_curve(axes, curve)
  if not curve then
    return
  end
  local y = without_tails(curve)
  axes:line { x = curve.x, y = y, colour = plot.colours.paper, line_width = 3,
              alpha = 0.75 }
  axes:line { x = curve.x, y = y, colour = plot.colours.ink, line_width = 1.2 }
end

function curves.has_number(list)
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
function curves.range_of_n(all)
  local least, most, bound
  for _, series in ipairs(all) do
    for i, n in ipairs(series.n or {}) do
      if series.mean[i] then
        least, most = math.min(least or n, n), math.max(most or n, n)
        bound = series.min_n
      end
    end
  end
  return bound and ("Points with n below %s are left out; n of the others"
    .. " is %s."):format(plot.number(bound), least == most
    and plot.number(least) or plot.number(least) .. " to "
      .. plot.number(most))
end

-- True where points have their n, but none of them enough for a mean.
function curves.is_thin(all)
  local has_n = false
  for _, series in ipairs(all) do
    if curves.has_number(series.mean) then
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
function curves.add_course(axes, x, series, style)
  if series.low and series.high then
    axes:area { x = x, low = series.low, high = series.high, alpha = 0.16,
                colour = style.colour }
    axes:intervals { at = x, low = alone(series.low),
                     high = alone(series.high), colour = style.colour,
                     alpha = 0.35, line_width = 3 }
  end
  local is_crowded = #x > MANY_POINTS
  axes:line { x = x, y = series.mean, colour = style.colour,
              line_width = is_crowded and 1 or 1.8,
              size = is_crowded and 2.2 or 4.5, marker = style.marker,
              label = style.label }
end

-- From the first day to the last, with room for a bar at each.
local function day_axis(days, label)
  local first, last
  for _, day in ipairs(days) do
    if day then
      first, last = math.min(first or day, day), math.max(last or day, day)
    end
  end
  local pad = first and math.max(0.6, (last - first) * 0.02)
  return { scale = "day", label = label, min = first and first - pad,
           max = first and last + pad }
end

-- Axes for scores by day; below them, where n is known, its bars.
function curves.add_day_axes(figure, days, n, labels)
  local x = day_axis(days, labels.xlabel)
  local y = { label = labels.ylabel, grid = true }
  if not n then
    return figure:axes { row_span = curves.DAY_ROWS, x = x, y = y }
  end
  figure:axes { row = curves.DAY_ROWS, x = x, y = { label = "n", min = 0,
    integer = true, grid = true } }
    :bars { at = days, values = n, breadth = 0.8, colour = plot.colours.dot }
  return figure:axes { row_span = curves.DAY_ROWS - 1, y = y, x = {
    scale = "day", min = x.min, max = x.max, hidden = true } }
end

return curves
