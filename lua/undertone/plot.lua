-- plot.lua: undertone.plot: figures made of axes made of marks.
-- Defaults, colours and shapes (bars as rectangles) are settled here; the C
-- part, undertone.core.plot, draws. A wrong spec raises; what can go wrong
-- outside (saving) returns nil, message, code.
--
--   local fig = plot.figure{ title = "Calls", width = 8, height = 5 }
--   local ax = fig:axes{ x = { scale = "category", categories = names },
--                        y = { label = "Calls", grid = true } }
--   ax:bars{ values = counts }
--   fig:save("calls.png")           -- or .svg, .pdf
--   local svg = fig:svg{ id_prefix = "calls" }
--
-- Lists hold numbers; false or NaN is missing. Colours are "#RRGGBB". Texts
-- are drawn without characters that turn their direction, see undertone.bidi.

local bidi = require "undertone.bidi"
local core = require "undertone.core.plot"
local failure = require "undertone.failure"
local palette = require "undertone.palette"
local time = require "undertone.time"

local plot = {}

local DAY_SECONDS = 86400

-- Palettes; why these colours is said in undertone.palette.
plot.colours = palette.named
plot.categorical = palette.categorical
plot.sentiment = { negative = palette.named.negative,
  neutral = palette.named.neutral, positive = palette.named.positive }

-- Viridis (van der Walt and Smith, 2015), every eighth from dark to light.
plot.sequential = {
  "#46327E", "#365C8D", "#277F8E", "#1FA187", "#4AC16D", "#A0DA39",
}

-- colour(i): the i-th of a palette, again from the start after the last.
function plot.nth(colours, i)
  return colours[(i - 1) % #colours + 1]
end

-- Text of a number for labels: plot.number(-1234.5, 1) --> "−1234.5".
plot.number = core.number

-- "2026-11-03" (a time may follow) --> days since 1970-01-01, or nil.
function plot.day(text)
  local seconds = time.parse(text:sub(1, #"2026-11-03"))
  return seconds and seconds // DAY_SECONDS
end

-- --- specs -----------------------------------------------------------------

local function set(words)
  local keys = {}
  for word in words:gmatch("%S+") do
    keys[word] = true
  end
  return keys
end

local FIGURE = set [[width height rows columns title subtitle caption font
  centred]]
local AXES = set [[row column row_span title message legend legend_title
  framed x y]]
local AXIS = set [[scale label min max step pad_low pad_high categories notes
  integer percent grid hidden]]
local STYLE = set [[colour colours alpha edge_colour edge_width line_width size
  breadth anchor_x anchor_y shift_x shift_y marker dashed sideways label]]
local ENCODING = set "format dpi id_prefix alternative inline"

local function check_keys(spec, known, more)
  for key in pairs(spec) do
    if not known[key] and not (more and more[key]) then
      error(("plot: unknown key '%s'"):format(tostring(key)), 4)
    end
  end
end

local function colour_number(colour)
  local hex = type(colour) == "string" and colour:match("^#(%x%x%x%x%x%x)$")
  if not hex then
    error(("plot: '%s' is not a colour"):format(tostring(colour)), 5)
  end
  return tonumber(hex, 16)
end

local TEXTS = set "categories notes texts"

local function plain(key, value)
  if type(value) == "string" then
    return bidi.without_turns(value)
  elseif not (TEXTS[key] and type(value) == "table") then
    return value
  end
  local texts = {}
  for i, text in ipairs(value) do
    texts[i] = plain(i, text)
  end
  return texts
end

local function copied(spec, defaults)
  local copy = {}
  for key, value in pairs(defaults) do
    copy[key] = value
  end
  for key, value in pairs(spec) do
    copy[key] = plain(key, value)
  end
  return copy
end

local function with_colours(spec)
  spec.colour = colour_number(spec.colour or plot.colours.series)
  spec.edge_colour = colour_number(spec.edge_colour or plot.colours.ink)
  if spec.colours then
    local numbers = {}
    for i, colour in ipairs(spec.colours) do
      numbers[i] = colour_number(colour)
    end
    spec.colours = numbers
  end
  return spec
end

-- --- axes and their marks --------------------------------------------------

local Axes = {}
Axes.__index = Axes

local COLUMNS = {}

local function add(axes, kind, spec, defaults)
  COLUMNS[kind] = COLUMNS[kind] or set(table.concat(core.columns(kind), " "))
  COLUMNS.text.texts = true
  check_keys(spec, STYLE, COLUMNS[kind])
  local mark = with_colours(copied(spec, defaults))
  mark.kind = kind
  failure.check(axes.figure.core:mark(axes.index, mark))
  return axes
end
COLUMNS.text = set "x y texts"

-- Lines and areas: { x=, y= } and { x=, low=, high= }; points: { x=, y= }. A
-- line with a size has its points.
function Axes:line(spec)
  return add(self, "line", spec, { line_width = 1.6 })
end

function Axes:area(spec)
  return add(self, "area", spec, { alpha = 0.2 })
end

function Axes:points(spec)
  return add(self, "points", spec, { size = 4 })
end

-- Boxes: { at=, low=, q1=, median=, q3=, high=, breadth= }: low and high are
-- the whiskers' ends; outliers are points. line_width is the median's.
function Axes:boxes(spec)
  return add(self, "boxes", spec,
    { breadth = 0.6, line_width = 1.8, edge_width = 1,
      colour = plot.colours.box, edge_colour = plot.colours.edge })
end

-- A line across the plot at each value; sideways ones stand.
function Axes:rule(spec)
  return add(self, "rule", spec,
    { line_width = 0.9, colour = plot.colours.line })
end

-- Intervals: { at=, low=, high=, breadth= of the caps }.
function Axes:intervals(spec)
  return add(self, "intervals", spec, { line_width = 1.2 })
end

-- Text: { x=, y=, texts= }, its middle at the place unless anchored.
function Axes:text(spec)
  return add(self, "text", spec, { size = 8.5, colour = plot.colours.ink })
end

local function bar_edges(spec, count)
  local from, to = {}, {}
  if spec.edges then
    return table.move(spec.edges, 1, count, 1, from),
      table.move(spec.edges, 2, count + 1, 1, to)
  end
  local half = (spec.breadth or 0.8) / 2
  for i = 1, count do
    local at = spec.at and spec.at[i] or i
    from[i], to[i] = at - half, at + half
  end
  return from, to
end

local BAR = set "values at edges base"

-- Bars: { values=, at= centres (1, 2 ...) or edges= (one more than values),
-- breadth= in data units, base= a list where they begin (0), sideways= }.
function Axes:bars(spec)
  check_keys(spec, STYLE, BAR)
  local count = #spec.values
  local from, to = bar_edges(spec, count)
  local low, high = {}, {}
  for i, value in ipairs(spec.values) do
    low[i] = spec.base and spec.base[i] or 0
    high[i] = value and low[i] + value
  end
  local mark = copied(spec, {})
  mark.values, mark.at, mark.edges, mark.base = nil, nil, nil, nil
  mark.x0, mark.x1, mark.y0, mark.y1 = from, to, low, high
  if spec.sideways then
    mark.x0, mark.x1, mark.y0, mark.y1 = low, high, from, to
  end
  mark.sideways = nil
  return add(self, "bars", mark, { edge_colour = plot.colours.paper })
end

-- --- figures ---------------------------------------------------------------

local Figure = {}
Figure.__index = Figure
Figure.__close = function(self) self.core:close() end

-- figure{ width=, height= inches, title=, subtitle=, caption=, rows=,
-- columns=, font=, centred= }
function plot.figure(spec)
  check_keys(spec, FIGURE)
  spec = copied(spec, {})
  return setmetatable({ core = failure.check(core.figure(spec)),
                        title = spec.title }, Figure)
end

local function axis(spec, pad)
  spec = spec or {}
  check_keys(spec, AXIS)
  return copied(spec, { pad_low = pad, pad_high = pad })
end

-- axes{ row=, column=, row_span= rows it takes, title=, message=, legend=
-- "none" "top" "left" "right", legend_title=, framed=, x = axis, y = axis };
-- an axis is { scale= "linear" "category" "day", label=, min=, max=, step=,
-- pad_low=, pad_high=, categories=, notes=, integer=, percent=, grid=,
-- hidden= }. Axes in one column begin and end at the same x.
function Figure:axes(spec)
  check_keys(spec, AXES)
  local axes = copied(spec, { legend = "top" })
  axes.x, axes.y = axis(spec.x, 0.03), axis(spec.y, 0.05)
  local index = failure.check(self.core:axes(axes))
  return setmetatable({ figure = self, index = index }, Axes)
end

-- save(path, { dpi=, format= "png" "svg" "pdf" (else the path's end) })
-- --> true, or nil, message, code. The file is whole or as it was.
function Figure:save(path, encoding)
  encoding = copied(encoding or {}, {})
  check_keys(encoding, ENCODING)
  encoding.format = encoding.format
    or (path:match("%.(%a+)$") or "png"):lower()
  return self.core:save(path, encoding)
end

-- svg{ id_prefix=, alternative= } --> text to put into a page
function Figure:svg(encoding)
  encoding = copied(encoding or {}, { format = "svg", inline = true })
  check_keys(encoding, ENCODING)
  return self.core:encode(encoding)
end

-- The bytes of a picture: encode{ format=, dpi=, ... }.
function Figure:encode(encoding)
  check_keys(encoding, ENCODING)
  return self.core:encode(copied(encoding, {}))
end

-- measure() --> list of { kind= "plot" or "text", x=, y=, width=, height=
-- in points, text=, shown= what is to be read of it, turned=, elided=,
-- lacking= no font has all its characters }, as they would be drawn.
function Figure:measure()
  return self.core:measure()
end

function Figure:close()
  self.core:close()
end

return plot
