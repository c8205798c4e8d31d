-- chart_parts.lua: what the stock figures in charts.lua are made of: labels,
-- figures with rows of names, captions. Boxes are in chart_boxes.lua, curves
-- in chart_curves.lua, parts of bars in chart_shares.lua.

local figure_labels = require "undertone.figure_labels"
local plot = require "undertone.plot"

local parts = {}

local MAX_ROWS = 30
local ROW_INCHES = 0.37   -- the least height of a row of names, and the most
local ROW_INCHES_MAX = 0.62
local EMPTY_INCHES = 2     -- of a figure of words
local HEAD_INCHES = 1.3   -- what titles and axis take
local TEXT_INCHES = 0.4   -- and what a subtitle or caption may take

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

-- A figure of `rows` rows, one unless told; `more` ends its caption.
function parts.new_figure(labels, more, rows)
  return plot.figure { rows = rows,
    title = labels.title, subtitle = labels.subtitle,
    caption = parts.said(labels.caption, more),
    width = labels.width, height = labels.height,
  }
end

-- The figure that says in words why it shows nothing, no higher than they
-- need; a caption and axes would speak of what is not there.
function parts.empty_figure(labels)
  labels.caption = nil
  labels.height = math.min(labels.height, EMPTY_INCHES)
  local figure = parts.new_figure(labels)
  figure:axes { message = labels.empty, x = { hidden = true } }
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

return parts
