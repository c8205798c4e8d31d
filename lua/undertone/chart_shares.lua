-- chart_shares.lua: bars made of parts for undertone.charts: shares as text,
-- many parts folded into few, one part of every bar at a time.

local palette = require "undertone.palette"
local parts = require "undertone.chart_parts"
local plot = require "undertone.plot"
local rounded = require "undertone.rounded"
local stats = require "undertone.stats"

local shares = {}

local MAX_PARTS = #palette.categorical -- of a stacked bar
local BAR_SHARE = 0.55   -- of the figure's width, the least of a whole bar
local TEXT_POINTS = 8
local DIGIT_POINTS = 5.1 -- the width of one, at that size
local SIDE_POINTS = 1.5  -- on each side of a text

function shares.text(part, total)
  return rounded.percent(part / total)
end

-- The numbers of the columns with the most counts, the fullest first.
local function fullest(counts, columns, how_many)
  local totals = {}
  for k = 1, columns do
    totals[k] = { column = k, n = 0 }
    for _, row in ipairs(counts) do
      totals[k].n = totals[k].n + row[k]
    end
  end
  return parts.pick(parts.largest(totals, how_many), "column")
end

-- Of more than MAX_PARTS columns the fullest, the fullest first, and all others
-- as one.
function shares.folded(names, counts)
  if #names <= MAX_PARTS then
    return names, counts
  end
  local kept = fullest(counts, #names, MAX_PARTS - 1)
  local shown, rows = {}, {}
  for i, row in ipairs(counts) do
    rows[i] = { [MAX_PARTS] = stats.sum(row) }
    for part, column in ipairs(kept) do
      shown[part], rows[i][part] = names[column], row[column]
      rows[i][MAX_PARTS] = rows[i][MAX_PARTS] - row[column]
    end
  end
  shown[MAX_PARTS] = ("%d others"):format(#names - #kept)
  return shown, rows
end

-- The bars of charts.outcome_by_topic's data.
function shares.rows(data)
  local rows = {}
  for i, name in ipairs(data.topics) do
    local counts = data.counts[i]
    rows[i] = { name = name, n = stats.sum(counts), counts = counts }
  end
  return rows
end

-- The share of column k in each row.
function shares.of(rows, counts, k)
  local list = {}
  for i, row in ipairs(rows) do
    list[i] = row.n > 0 and counts[i][k] / row.n or 0
  end
  return list
end

-- The share as text, or false where it would not fit on its part of a bar in
-- a figure of that width.
local function text_that_fits(share, width_inches)
  local text = shares.text(share, 1)
  local room = share * BAR_SHARE * width_inches * 72 - 2 * SIDE_POINTS
  return room >= DIGIT_POINTS * utf8.len(text) and text -- the space is
  -- narrower than a digit, % as much wider
end

-- One outcome's part of every bar, from `base` on; returns where it ends. A
-- part of nothing is not drawn.
function shares.add_part(axes, part, base, values)
  local ends = parts.raised(base, values)
  local middles, at, texts, drawn = {}, {}, {}, {}
  for i, value in ipairs(values) do
    middles[i], at[i] = ends[i] - value / 2, i
    texts[i] = text_that_fits(value, part.width_inches)
    drawn[i] = value > 0 and value
  end
  axes:bars { values = drawn, base = base, sideways = true, breadth = 0.72,
              colour = part.colour, edge_width = 0.7, label = part.name,
              edge_colour = plot.colours.edge }
  axes:text { x = middles, y = at, texts = texts, size = TEXT_POINTS,
              colour = palette.ink_on(part.colour) }
  return ends
end

return shares
