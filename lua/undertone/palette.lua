-- palette.lua: the colours of figures, by name, and what can be seen beside
-- what.
--
-- Every colour reaches a contrast of 3 to 1 on white, texts 4.5 to 1 (WCAG
-- 2.2, 1.4.11 and 1.4.3); those meant for an outlined shape need not. A page
-- gives the named ones other values for a dark scheme: NAME is its custom
-- property --plot-NAME. Each name has a colour of its own.

local palette = {}

palette.named = {
  paper = "#FFFFFF", ink = "#222222", note = "#5F5F5F", line = "#8C8C8C",
  grid = "#E4E4E4",
  -- Boxes and bars, outlined in `edge`, and the points beside them.
  edge = "#33475B", box = "#A9C1D9", dot = "#7A8A9A",
  -- One series alone, and what is to stand out in it.
  series = "#4477AA", accent = "#BB5566",
  customer = "#004488", agent = "#D55E00",
  -- Apart in grey print: L* 41, 61, 29.
  negative = "#A63A4E", neutral = "#8C94A0", positive = "#0E4480",
}

-- Parts of a whole, outlined, the same in every scheme. Their lightness is a
-- ladder, L* 46, 71, 18, 81, 34, 92, 58: any two are apart in grey print and
-- to the colour-blind, as a part of nothing makes neighbours of any two.
palette.categorical = {
  "#0072B2", "#E69F00", "#4A1942", "#9FD0EF", "#8F2D0E", "#F6EB61",
  "#009E73",
}

-- Texts on those, whichever stands out.
palette.on_light, palette.on_dark = "#111111", "#F7F7F7"

-- Relative luminance of "#RRGGBB" (WCAG 2.2).
function palette.luminance(colour)
  local function linear(from)
    local value = tonumber(colour:sub(from, from + 1), 16) / 255
    return value <= 0.04045 and value / 12.92
      or ((value + 0.055) / 1.055) ^ 2.4
  end
  return 0.2126 * linear(2) + 0.7152 * linear(4) + 0.0722 * linear(6)
end

-- Contrast of two colours, 1 to 21 (WCAG 2.2).
function palette.contrast(a, b)
  local light, dark = palette.luminance(a), palette.luminance(b)
  return (math.max(light, dark) + 0.05) / (math.min(light, dark) + 0.05)
end

-- The ink that stands out from the colour.
function palette.ink_on(colour)
  return palette.contrast(colour, palette.on_light)
    >= palette.contrast(colour, palette.on_dark) and palette.on_light
    or palette.on_dark
end

-- --- in a page -------------------------------------------------------------

-- "#RRGGBB" -> what stands for it in a page, with the colour itself for a
-- page that says nothing.
local function page_colours()
  local colours = {}
  for name, colour in pairs(palette.named) do
    colours[colour] = ("var(--plot-%s,%s)"):format(name, colour)
  end
  for _, colour in ipairs(palette.categorical) do
    colours[colour] = colour
  end
  for _, colour in ipairs { palette.on_light, palette.on_dark } do
    colours[colour] = colour
  end
  return colours
end

local PAGE_COLOURS = page_colours()
local COLOUR = ' ([fs]%l+)="rgb%(([%d.]+)%%, *([%d.]+)%%, *([%d.]+)%%%)"'

local function hex(...)
  local bytes = { ... }
  for i, percent in ipairs(bytes) do
    bytes[i] = math.floor(tonumber(percent) * 2.55 + 0.5)
  end
  return ("#%02X%02X%02X"):format(table.unpack(bytes))
end

-- The SVG (fill and stroke as attributes) with its colours as custom
-- properties, and true; as it is, and false, where a colour is none of ours
-- and might not go with what the others become.
function palette.in_page(svg)
  local is_ours = true
  local themed = svg:gsub(COLOUR, function(attribute, ...)
    local colour = PAGE_COLOURS[hex(...)]
    is_ours = is_ours and colour ~= nil
    return (' %s="%s"'):format(attribute, colour or "")
  end)
  return is_ours and themed or svg, is_ours
end

return palette
