local time = require "undertone.time"
local window = require "undertone.window"

describe("time", function()
  it("reads dates, times and offsets as seconds of UTC", function()
    assert(time.parse("1970-01-01T00:00:00Z") == 0)
    assert(time.parse("2026-11-08T10:21:46Z") == 1794133306)
    assert(time.parse("2026-11-08T12:21:46+02:00") == 1794133306)
    assert(time.parse("2026-11-08 10:21:46") == 1794133306)
    assert(time.parse("2026-11-08T10:21:46.5Z") == 1794133306.5)
    assert(time.parse("2024-02-29") == 1709164800)
    assert(time.parse("1969-12-31T23:59:59Z") == -1)
  end)

  it("refuses what is not a time", function()
    for _, bad in ipairs { "", "today", "2026-13-01", "2026-02-29",
      "2026-11-08T25:00:00Z", "2026-11-08T10:61:00Z", "2026-11-08T10Z",
      "2026-11-08T24:00:00Z", "2026-11-08T10:60:00Z", "2026-11-08T10:21:61Z",
      "2026-11-08T10:21:46+99:00", "2026-11-08T10:21:46+24:00",
      "2026-11-08T10:21:46+01:60", "2026-11-31", "2026-00-01", "2026-01-00",
      "2026-11-8", "2026-11-08junk" } do
      assert(time.parse(bad) == nil, bad)
    end
    assert(time.parse("2016-12-31T23:59:60Z")
      == time.parse("2017-01-01T00:00:00Z")) -- a leap second
    assert(time.parse(nil) == nil and time.parse(5) == nil)
  end)

  it("reads more days than it remembers", function()
    for round = 1, 2 do
      for day = 0, 2500 do
        assert(time.parse(time.format(day * 86400):sub(1, 10)) == day * 86400,
          round)
      end
    end
    assert(time.parse "2026-02-29" == nil and time.parse "2026-02-29" == nil)
  end)

  it("writes what it reads", function()
    for _, text in ipairs { "2026-11-08T10:21:46Z", "2000-02-29T23:59:59Z",
      "1999-12-31T00:00:00Z" } do
      assert(time.format(time.parse(text)) == text)
    end
    assert(time.normalise("2026-11-08T12:00:00+02:00")
      == "2026-11-08T10:00:00Z")
  end)
end)

describe("window", function()
  local now = time.parse("2026-11-20T12:00:00Z")

  it("is the last days, or what was asked for", function()
    local last = window.resolve({ days = 7, from = false, to = false }, now)
    assert(last.from == "2026-11-13T12:00:00Z" and last.request)
    assert(last.to == "2026-11-20T12:00:00Z")
    local fixed = window.resolve({ days = 7, from = "2026-11-01",
      to = "2026-11-16" }, now)
    assert(fixed.from == "2026-11-01T00:00:00Z" and not fixed.request)
    assert(window.resolve({ days = 2, from = false, to = "2026-11-03" },
      now).from == "2026-11-01T00:00:00Z")
  end)

  it("is open when it ends later than now", function()
    local function is_open(to)
      return window.resolve({ days = 1, from = false, to = to }, now).is_open
    end
    assert(is_open "2026-11-20T12:00:01Z")
    assert(not is_open "2026-11-20T12:00:00Z" and not is_open(false))
  end)

  it("stays open for what is listed late", function()
    local function is_open(to)
      local settings = { days = 1, from = false, to = to }
      return window.resolve(settings, now, 24).is_open
    end
    assert(is_open "2026-11-19T12:00:01Z" and is_open(false))
    assert(not is_open "2026-11-19T12:00:00Z")
  end)

  it("refuses to end before it begins", function()
    local ok, why = pcall(window.resolve,
      { days = 7, from = "2026-11-02", to = "2026-11-01" }, now)
    assert(not ok and why.code == "usage" and why.message:find("before"))
  end)

  it("refuses to be empty, and says so", function()
    local ok, why = pcall(window.resolve, { days = 7, from = "2026-11-02",
      to = "2026-11-02T01:00:00+01:00" }, now)
    assert(not ok and why.code == "usage")
    assert(why.message == "the window is empty, as it begins and ends at"
      .. " 2026-11-02T00:00:00Z: --to is the first moment after it")
  end)
end)
