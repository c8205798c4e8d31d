-- page_picture.lua: the small pictures between the page's words: shares of
-- labels as one bar, a share, a mean with its interval. They repeat what
-- stands beside them in words, so screen readers pass over them; colours are
-- the style's.

local h = require "undertone.markup"

local picture = {}

local BAR_WIDTH = 1000 -- units of a picture; it is as wide as its place
local DOT_WIDTH = 200
local LEAST_REACH = 0.25

local function bar(parts)
  return h.svg { class = "bar", viewBox = ("0 0 %d 10"):format(BAR_WIDTH),
    preserveAspectRatio = "none", ["aria-hidden"] = "true", parts }
end

-- Parts of a whole: list of { class =, count = }.
function picture.shares(list, total)
  local parts, x = {}, 0
  for _, part in ipairs(list) do
    local width = part.count * BAR_WIDTH // total
    parts[#parts + 1] = h.rect { x = x, y = 0, width = width, height = 10,
      class = part.class }
    x = x + width
  end
  return bar(parts)
end

-- How far from 0 the lines of rows with mean, low and high reach: to the
-- farthest end, in quarters.
function picture.reach(rows)
  local farthest = LEAST_REACH
  for _, row in ipairs(rows) do
    farthest = math.max(farthest, math.abs(row.mean or 0),
      math.abs(row.low or 0), math.abs(row.high or 0))
  end
  return math.min(1, math.ceil(farthest * 4) / 4)
end

-- The row's mean with its interval, if any, on a line from -reach to reach.
function picture.dot(row, reach)
  local function at(score)
    return (score / reach + 1) / 2 * DOT_WIDTH
  end
  local interval = row.low and h.line { class = "interval", x1 = at(row.low),
    x2 = at(row.high), y1 = 8, y2 = 8 }
  return h.svg { class = "dot", viewBox = ("0 0 %d 16"):format(DOT_WIDTH),
    ["aria-hidden"] = "true",
    h.line { class = "axis", x1 = 0, x2 = DOT_WIDTH, y1 = 8, y2 = 8 },
    h.line { class = "axis", x1 = at(0), x2 = at(0), y1 = 2, y2 = 14 },
    interval or "", h.circle { cx = at(row.mean), cy = 8, r = 4 } }
end

return picture
