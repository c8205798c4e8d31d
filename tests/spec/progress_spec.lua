local progress = require "undertone.progress"

-- A progress on a pretended device; returns it, what it wrote and its clock.
local function pretend(columns, verbosity)
  local written, clock = {}, { now = 100 }
  local p = progress.new(verbosity or "normal", { columns = columns,
    write = function(...) written[#written + 1] = table.concat { ... } end,
    now = function() return clock.now end })
  return p, written, clock
end

describe("progress", function()
  it("rewrites one line on a terminal", function()
    local p, written, clock = pretend(100)
    p:start("transcripts", 200)
    clock.now = clock.now + 10
    p:advance(50)
    assert(written[1] == "\r\27[Ktranscripts  [######..................]"
      .. "  50/200  25 %  30 s left  5/s", written[1])
    p:finish("%d done", 50)
    assert(written[2] == "\r\27[K" and written[3] == "50 done\n")
  end)

  it("clears the line and what a terminal put there when abandoned", function()
    local p, written = pretend(100)
    p:abandon()
    p:abandon()
    assert(table.concat(written) == ("\r\27[K"):rep(2))
    p, written = pretend(nil)
    p:abandon()
    assert(#written == 0)
  end)

  it("shows gaps and what the service makes us wait for", function()
    local p, written, clock = pretend(200)
    p:start("transcripts", 4)
    clock.now = clock.now + 1
    p:hold("waiting for the service", 90)
    p:advance(1, 1)
    assert(written[1]:find("1 gap  waiting for the service, 1 min 30 s$"),
      written[1])
    clock.now = clock.now + 91
    p:advance(1, 1)
    assert(not written[2]:find("waiting"))
    p:hold("waiting for the service", 1)
    clock.now = clock.now + 1
    p:advance(1, 1)
    assert(not written[3]:find("waiting"))
  end)

  -- The widest line there is, at each width, without its start.
  local function line_at(columns, held)
    local p, written, clock = pretend(columns)
    p:start("transcripts", 1200)
    clock.now = clock.now + 2
    if held then
      p:hold("waiting for the service", 3)
    end
    p:advance(240, 5)
    return written[1]:sub(#"\r\27[K" + 1)
  end

  it("has a smaller bar, then none, where there is less room", function()
    local rest = "  240/1,200  20 %  8 s left  120/s  5 gaps"
    for columns, bar in pairs { [82] = "[####....................]",
      [81] = "[###.............]", [74] = "[###.............]",
      [73] = "[#.......]", [66] = "[#.......]" } do
      assert(line_at(columns) == "transcripts  " .. bar .. rest, columns)
    end
    assert(line_at(65) == "transcripts" .. rest, line_at(65))
  end)

  it("drops whole parts by their rank, the wait and the gaps last", function()
    local wait = "5 gaps  waiting for the service, 3 s"
    for columns, text in pairs {
      [84] = "transcripts  240/1,200  20 %  8 s left  120/s  " .. wait,
      [83] = "transcripts  240/1,200  20 %  8 s left  " .. wait,
      [76] = "transcripts  240/1,200  20 %  " .. wait,
      [66] = "transcripts  240/1,200  " .. wait,
      [60] = "240/1,200  " .. wait, [48] = "240/1,200  " .. wait,
      [47] = "240/1,200  5 gaps", [17] = "240/1,200", [5] = "" } do
      assert(line_at(columns, true) == text, line_at(columns, true))
    end
  end)

  it("writes plain lines, seldom, elsewhere", function()
    local p, written, clock = pretend(nil)
    p:start("transcripts", 20000)
    for _ = 1, 100 do
      clock.now = clock.now + 0.1
      p:advance(10)
    end
    assert(#written <= 2 and #written >= 1)
    assert(written[1]:find("^transcripts  %d+/20,000  %d+ %%"))
    for _, text in ipairs(written) do
      assert(not text:find("[\r\27#]") and text:sub(-1) == "\n")
    end
  end)

  it("writes again when the time has come, not before", function()
    local p, written, clock = pretend(nil)
    p:start("transcripts", 4)
    clock.now = clock.now + 4.5
    p:advance()
    assert(#written == 0)
    clock.now = clock.now + 0.5
    p:advance()
    assert(#written == 1)
  end)

  it("counts a wait down though nothing comes, if there is a step", function()
    local p, written, clock = pretend(nil)
    p:advance(0)
    p:start("transcripts", 4)
    p:hold("waiting for the service", 12)
    for _ = 1, 3 do
      clock.now = clock.now + 5
      p:advance(0)
    end
    assert(table.concat(written) == "transcripts  0/4  0 %  0/s  waiting for"
      .. " the service, 7 s\ntranscripts  0/4  0 %  0/s  waiting for the"
      .. " service, 2 s\ntranscripts  0/4  0 %  0/s\n", written[1])
  end)

  it("counts without a total, and hours", function()
    local p, written, clock = pretend(80)
    p:start("conversations")
    clock.now = clock.now + 2
    p:advance(100)
    assert(written[1] == "\r\27[Kconversations  100  50/s")
    p:start("transcripts", 100000)
    clock.now = clock.now + 10
    p:advance(100)
    assert(written[2]:find("2 h 46 min left", 1, true), written[2])
  end)

  it("says nothing when quiet, details only when verbose", function()
    local p, written, clock = pretend(80, "quiet")
    p:start("x", 2)
    clock.now = clock.now + 9
    p:advance()
    p:note("note")
    p:finish("done")
    assert(#written == 0)
    p, written = pretend(80)
    p:detail("hidden")
    p:note("%s", "100 % shown")
    assert(#written == 1 and written[1] == "100 % shown\n")
    p, written = pretend(80, "verbose")
    p:detail("shown")
    assert(written[1] == "shown\n")
  end)
end)
