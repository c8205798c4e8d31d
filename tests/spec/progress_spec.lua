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

  it("shows failures and what the service makes us wait for", function()
    local p, written, clock = pretend(200)
    p:start("transcripts", 4)
    clock.now = clock.now + 1
    p:hold("waiting for the service", 90)
    p:advance(1, 1)
    assert(written[1]:find("1 failed  waiting for the service, 1 min 30 s$"),
      written[1])
    clock.now = clock.now + 91
    p:advance(1, 1)
    assert(not written[2]:find("waiting"))
    p:hold("waiting for the service", 1)
    clock.now = clock.now + 1
    p:advance(1, 1)
    assert(not written[3]:find("waiting"))
  end)

  it("keeps the numbers, not the bar, where there is no room", function()
    local p, written, clock = pretend(71)
    p:start("transcripts", 200)
    clock.now = clock.now + 10
    p:advance(50)
    assert(written[1] == "\r\27[Ktranscripts  50/200  25 %  30 s left  5/s",
      written[1])
  end)

  it("is cut at the width of the terminal", function()
    local p, written, clock = pretend(20)
    p:start("transcripts", 4)
    clock.now = clock.now + 1
    p:advance()
    assert(#written[1] == #"\r\27[K" + 19)
  end)

  it("writes plain lines, seldom, elsewhere", function()
    local p, written, clock = pretend(nil)
    p:start("transcripts", 20000)
    for _ = 1, 100 do
      clock.now = clock.now + 0.1
      p:advance(10)
    end
    assert(#written <= 2 and #written >= 1)
    assert(written[1]:find("^transcripts  %d+/20000  %d+ %%"))
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
