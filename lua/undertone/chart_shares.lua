-- chart_shares.lua: bars made of parts for undertone.charts: shares as text,
-- many parts folded into few, one part of every bar at a time.

local parts = require "undertone.chart_parts"
local plot = require "undertone.plot"
local stats = require "undertone.stats"

local shares = {}

local MAX_PARTS = 8       -- of a stacked bar
local LEAST_SHARE = 0.07  -- of a bar, to be written on it

function shares.text(part, total)
  if part > 0 and part / total < 0.005 then
    return "<1%"
  end
  return plot.number(100 * part / total) .. "%"
end

-- The numbers of the columns with the most counts, in their order.
local function fullest(counts, columns, how_many)
  local totals, order = {}, {}
  for k = 1, columns do
    totals[k], order[k] = 0, k
    for _, row in ipairs(counts) do
      totals[k] = totals[k] + row[k]
    end
  end
  table.sort(order, function(a, b)
    if totals[a] ~= totals[b] then
      return totals[a] > totals[b]
    end
    return a < b
  end)
  local kept = table.move(order, 1, how_many, 1, {})
  table.sort(kept)
  return kept
end

-- Of more than MAX_PARTS columns the fullest, and all others as one.
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

-- Black or white, whichever stands out from the colour.
local function ink_on(colour)
  local r, g, b = colour:match("#(%x%x)(%x%x)(%x%x)")
  local light = 0.299 * tonumber(r, 16) + 0.587 * tonumber(g, 16)
    + 0.114 * tonumber(b, 16)
  return light > 140 and "#222222" or "#FFFFFF"
end

-- One outcome's part of every bar, from `base` on; returns where it ends.
function shares.add_part(axes, part, base, values)
  local ends = parts.raised(base, values)
  local middles, at, texts = {}, {}, {}
  for i, value in ipairs(values) do
    middles[i], at[i] = ends[i] - value / 2, i
    texts[i] = value >= LEAST_SHARE and shares.text(value, 1)
  end
  axes:bars { values = values, base = base, sideways = true, breadth = 0.72,
              colour = part.colour, edge_width = 0.8, label = part.name }
  axes:text { x = middles, y = at, texts = texts, colour = ink_on(part.colour),
              size = 8 }
  return ends
end

return shares
