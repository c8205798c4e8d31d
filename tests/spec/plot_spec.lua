local plot = require "undertone.plot"

local function figure(more)
  local fig = plot.figure { title = "Calls", width = 5, height = 3 }
  local axes = fig:axes(more or {})
  return fig, axes
end

local function texts(fig)
  local found = {}
  for _, box in ipairs(fig:measure()) do
    if box.kind == "text" then
      found[box.text] = box
    end
  end
  return found
end

local function raises(wanted, body, ...)
  local ok, why = pcall(body, ...)
  assert(not ok, "no error")
  why = type(why) == "table" and why.message or why
  assert(tostring(why):find(wanted, 1, true), tostring(why))
end

describe("undertone.plot", function()
  it("draws what it is told", function()
    local fig, axes = figure {
      x = { scale = "category", categories = { "one", "two" },
            notes = { "n = 3", "n = 4" }, label = "Names" },
      y = { label = "Counts", grid = true } }
    axes:bars { values = { 3, 4 }, label = "calls" }
    local found = texts(fig)
    for _, text in ipairs { "Calls", "one", "two", "Names", "Counts", "calls",
      "0", "4" } do
      assert(found[text], text)
    end
    assert(found["one"].x < found["two"].x)
    assert(found["4"].y < found["0"].y)
  end)

  it("draws names without what turns their direction", function()
    local turned = "a\u{202E}b\u{2066}c\u{2069}"
    local fig = plot.figure { title = turned, caption = turned .. "2" }
    local axes = fig:axes { legend_title = turned,
      x = { scale = "category", categories = { turned .. "3" },
            label = turned .. "5" } }
    axes:bars { values = { 3 }, label = turned .. "6" }
    axes:text { x = { 1 }, y = { 3 }, texts = { turned .. "7" } }
    local found = texts(fig)
    for _, text in ipairs { "abc", "abc2", "abc3", "abc5", "abc6", "abc7" } do
      assert(found[text], text)
    end
    local svg = fig:svg { id_prefix = "x", alternative = turned .. "8" }
    assert(svg:find("abc8", 1, true))
  end)

  it("gives bars, stacked or sideways, their place on the axes", function()
    local fig, axes = figure()
    axes:bars { values = { 10, 20 }, base = { 30, 30 }, sideways = true }
    local found = texts(fig)
    assert(found["50"] and not found["60"])
    fig, axes = figure { y = { min = 0, max = 1, percent = true } }
    axes:bars { values = { 0.5, false }, edges = { 1, 2, 3 } }
    assert(texts(fig)["100\u{A0}%"])
  end)

  it("gives axes of one column the same x, and rows as many as asked",
  function()
    local fig = plot.figure { width = 5, height = 5, rows = 3, columns = 2 }
    local plots = {}
    for i, spec in ipairs { { row_span = 2, y = { max = 1 } },
      { row = 3, y = { max = 1e6 } }, { column = 2, row_span = 3 } } do
      fig:axes(spec):line { x = { 0, 1 }, y = { 0, i } }
    end
    for _, box in ipairs(fig:measure()) do
      plots[#plots + 1] = box.kind == "plot" and box or nil
    end
    assert(plots[1].x == plots[2].x and plots[1].width == plots[2].width)
    assert(plots[3].x > plots[1].x + plots[1].width)
    assert(plots[1].height > 1.9 * plots[2].height)
    assert(math.abs(plots[3].y + plots[3].height
      - plots[2].y - plots[2].height) < 0.01)
  end)

  it("leaves out labels of categories that have no room", function()
    local names = {}
    for i = 1, 200 do
      names[i] = "name " .. i
    end
    for side, room in pairs { x = 5 * 72 / 10, y = 3 * 72 / 9 } do
      local fig = figure { [side] = { scale = "category",
                                      categories = names } }
      local shown = 0
      for text in pairs(texts(fig)) do
        shown = shown + (text:find("^name") and 1 or 0)
      end
      assert(shown > 3 and shown < room, side .. " " .. shown)
    end
  end)

  it("turns labels below that do not fit, and cuts wide ones", function()
    local long = ("long"):rep(75)
    local few = texts((figure { x = { scale = "category",
      categories = { long } } }))[long]
    assert(few.elided and not few.turned)
    local names = { long, "b", "c", "d", "e", "f" }
    local many = texts((figure { x = { scale = "category",
      categories = names } }))[long]
    assert(many.elided and many.turned)
  end)

  -- Names as they are read in a figure, and how many of them were cut.
  local function shown_of(names, spec)
    local wanted, shown, cut = {}, {}, 0
    for _, name in ipairs(names) do
      wanted[name] = true
    end
    local fig, axes = figure(spec)
    for i, name in ipairs(names) do
      axes:bars { values = { i }, label = not (spec.x or spec.y) and name
        or nil }
    end
    for _, box in ipairs(fig:measure()) do
      if wanted[box.text] then
        shown[#shown + 1] = box.shown
        cut = cut + (box.elided and 1 or 0)
      end
    end
    return shown, cut
  end

  local ALIKE = {
    ("Technical support, "):rep(15), ("W"):rep(299), ("שלום עולם "):rep(30),
    ("日本語"):rep(100), ("e\u{301}\u{302}"):rep(100), ("👩‍👩‍👧"):rep(40),
    ("مرحبا "):rep(50),
  }

  it("cuts long names in the middle and keeps them apart", function()
    for _, word in ipairs(ALIKE) do
      local names, short, notes = {}, {}, {}
      for i = 1, 6 do
        names[i] = i .. word .. (i // 2) .. word .. i
        short[i], notes[i] = word .. (i // 2) .. word, "n = " .. 10 ^ i // 1
      end
      for _, list in ipairs { names, short } do
        for _, spec in ipairs { {},
          { x = { scale = "category", categories = list, notes = notes } },
          { y = { scale = "category", categories = list, notes = notes } } } do
          local shown, cut = shown_of(list, spec)
          local seen = {}
          for _, text in ipairs(shown) do
            assert(utf8.len(text) and not seen[text], text)
            assert(text:find("…", 1, true), text)
            seen[text] = true
          end
          assert(#shown > 2 and cut == #shown, #shown)
        end
      end
    end
  end)

  it("numbers only names that look alike", function()
    local long = ("long "):rep(60)
    local names = { long .. "one", long .. "two", "short",
      long .. long .. "two", long .. "three" }
    local shown = shown_of(names, { y = { scale = "category",
      categories = names } })
    assert(shown[1]:find("one$") and shown[3] == "short", shown[1])
    assert(shown[2]:find("two %(1%)$") and shown[4]:find("two %(2%)$"))
    assert(shown[5]:find("three$"))
  end)

  it("has a note with every label, below or behind, turned too", function()
    local names, notes = {}, {}
    local function glyphs(side, with)
      local fig = plot.figure { width = 8, height = 5 }
      fig:axes { [side] = { scale = "category", categories = names,
        notes = with and notes or nil } }
      local _, count = fig:svg():gsub("<use", "")
      return count
    end
    for count = 1, 24 do
      names[count] = "name of considerablelength " .. count
      notes[count] = "n = " .. 100 + count
      for _, side in ipairs { "x", "y" } do
        if side == "y" or count <= 10 then
          assert(glyphs(side, true) >= glyphs(side, false) + 5 * count,
            side .. count)
        end
      end
    end
  end)

  it("says what no font has the characters of", function()
    local fig = plot.figure { title = "known", caption = "\u{10ABCD}" }
    local found = texts(fig)
    assert(not found.known.lacking and found["\u{10ABCD}"].lacking)
  end)

  it("encodes PNG, SVG and PDF, the same every time", function()
    local fig, axes = figure()
    axes:line { x = { 1, 2, 3 }, y = { 1, 0 / 0, 3 } }
    for _, format in ipairs { "png", "svg", "pdf" } do
      local bytes = assert(fig:encode { format = format })
      assert(#bytes > 500)
      assert(bytes == fig:encode { format = format })
    end
    local svg = assert(fig:svg { id_prefix = "a", alternative = "x < y" })
    assert(svg:match('^<svg role="img" aria%-label="x &lt; y"'))
    assert(not svg:find('id="[^a]'))
  end)

  it("is the same under a locale with a comma", function()
    local fig, axes = figure()
    axes:line { x = { 0, 0.5 }, y = { 0, 0.25 } }
    local before = fig:svg()
    local old = os.setlocale()
    local found = os.setlocale("de_DE.UTF-8") or os.setlocale("fr_FR.UTF-8")
    local after = fig:svg()
    os.setlocale(old)
    assert(before == after, found)
  end)

  it("saves by the end of the name, and says why it cannot", function()
    local path = os.tmpname()
    local fig = figure()
    assert(fig:save(path, { format = "pdf" }))
    assert(io.open(path):read(4) == "%PDF")
    assert(fig:save(path .. ".SVG"))
    assert(io.open(path .. ".SVG"):read(5) == "<?xml")
    os.remove(path)
    os.remove(path .. ".SVG")
    local ok, message, code = fig:save("/nonexistent/folder/a.png")
    assert(ok == nil and code == "storage", code)
    assert(message:find("/nonexistent/folder/a.png", 1, true), message)
  end)

  it("refuses what it does not know", function()
    local fig, axes = figure()
    raises("unknown key 'tittle'", plot.figure, { tittle = "x" })
    raises("unknown key 'lable'", fig.axes, fig, { x = { lable = "x" } })
    raises("unknown key 'col'", axes.line, axes, { x = {}, y = {}, col = 1 })
    raises("not a colour", axes.line, axes, { x = {}, y = {}, colour = "red" })
    raises("this mark needs 'y'", axes.line, axes, { x = { 1 } })
    raises("must hold numbers", axes.line, axes, { x = { "a" }, y = { 1 } })
    raises("'scale' cannot be 'log'", fig.axes, fig, { x = { scale = "log" } })
    raises("alpha must be 0 to 1", axes.line, axes,
      { x = {}, y = {}, alpha = 2 })
    raises("1 to 40 inches", plot.figure, { width = 100, height = 5 })
    raises("no room at row 2", fig.axes, fig, { row = 2 })
    raises("no room at row 1", fig.axes, fig, { row_span = 2 })
    raises("no room at row 1", fig.axes, fig, { row_span = -1 })
    fig:close()
    fig:close()
    raises("closed", fig.measure, fig)
  end)

  it("knows days and numbers", function()
    assert(plot.day("1970-01-01") == 0)
    assert(plot.day("2026-11-03T10:00:00Z") == 20760)
    assert(plot.day("2000-03-01") - plot.day("2000-02-28") == 2)
    assert(plot.day("yesterday") == nil)
    assert(plot.number(-0.5, 1) == "−0.5")
    assert(plot.number(1234567) == "1,234,567")
    assert(plot.number(0 / 0) == "–")
  end)
end)
