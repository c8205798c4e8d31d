local palette = require "undertone.palette"
local plot = require "undertone.plot"
local stock = require "undertone.stock"

-- CIE lightness, 0 to 100.
local function lightness(colour)
  local y = palette.luminance(colour)
  return y > 0.008856 and 116 * y ^ (1 / 3) - 16 or 903.3 * y
end

-- The colours of the page's dark scheme: --plot-NAME and what it stands for.
local function dark_scheme()
  local css = stock.read("scripts/page.css")
  local page, named = {}, {}
  local block = css:match("@media %(prefers%-color%-scheme: dark%) (%b{})")
  for name, colour in block:gmatch("%-%-(%l+): (#%x+);") do
    page[name] = colour
  end
  block = css:match("@media screen and %(prefers%-color%-scheme: dark%) (%b{})")
  for name, value in block:gmatch("%-%-plot%-(%l+): ([^;]+);") do
    named[name] = page[value:match("^var%(%-%-(%l+)%)$")] or value
  end
  return named
end

local TEXTS = { ink = true, note = true, accent = true }
-- Inside an outline, behind everything, or only to lead the eye.
local ANY = { box = true, paper = true, grid = true }

local function check_contrasts(colours)
  for name in pairs(palette.named) do
    local found = palette.contrast(colours[name], colours.paper)
    assert(ANY[name] or found >= (TEXTS[name] and 4.5 or 3),
      ("%s %.2f"):format(name, found))
  end
end

describe("palette", function()
  it("knows luminance and contrast", function()
    assert(math.abs(palette.contrast("#FFFFFF", "#000000") - 21) < 1e-9)
    assert(math.abs(palette.contrast("#777777", "#FFFFFF") - 4.478) < 1e-3)
    assert(palette.contrast("#D55E00", "#FFFFFF")
      == palette.contrast("#FFFFFF", "#D55E00"))
  end)

  it("can be seen on white and in the page's dark scheme", function()
    check_contrasts(palette.named)
    check_contrasts(dark_scheme())
  end)

  it("keeps labels apart in grey, in both schemes", function()
    for scheme, colours in pairs { palette.named, dark_scheme() } do
      local order = { "negative", "neutral", "positive" }
      for i, a in ipairs(order) do
        for k = 1, i - 1 do
          assert(math.abs(lightness(colours[a])
            - lightness(colours[order[k]])) > 10, scheme .. a)
        end
      end
    end
  end)

  it("keeps any two parts of a bar apart, and what is written on them",
  function()
    local list = palette.categorical
    for i, a in ipairs(list) do
      assert(palette.contrast(a, palette.ink_on(a)) >= 4.5, a)
      for k = 1, i - 1 do
        assert(math.abs(lightness(a) - lightness(list[k])) > 10, a)
      end
    end
    for i = 2, #plot.sequential do
      assert(lightness(plot.sequential[i])
        - lightness(plot.sequential[i - 1]) > 8)
    end
  end)

  it("has a colour of its own for every name", function()
    local seen = {}
    for _, colours in ipairs { palette.named, palette.categorical,
      { palette.on_light, palette.on_dark } } do
      for _, colour in pairs(colours) do
        assert(not seen[colour] and colour:find("^#%x%x%x%x%x%x$"), colour)
        seen[colour] = true
      end
    end
  end)

  it("puts custom properties in place of colours, or leaves all", function()
    local ink = ' fill="rgb(13.33%,13.33%,13.33%)"'
    local blue = ' stroke="rgb(0%, 44.70%, 69.80%)"'
    local themed, is_ours = palette.in_page("<a" .. ink .. blue .. "/>")
    assert(is_ours and themed
      == '<a fill="var(--plot-ink,#222222)" stroke="#0072B2"/>', themed)
    local label = '<svg aria-label="rgb(1%,2%,3%)"/>'
    assert(palette.in_page(label) == label)
    local other = "<a" .. ink .. ' fill="rgb(1%,2%,3%)"/>'
    local same, is_known = palette.in_page(other)
    assert(same == other and not is_known)
  end)
end)
