local readiness = require "undertone.readiness"
local time = require "undertone.time"

local POLICY = { young_hours = 24, attempts = 4 }
local NOW = time.parse("2026-11-10T12:00:00Z")

local function settle(status, start_time, attempts, duration)
  return readiness.settle({ start_time = start_time, attempts = attempts or 0,
    duration_seconds = duration }, { status = status, attempts = 1,
    reason = "HTTP" }, POLICY, NOW)
end

describe("readiness", function()
  it("waits for the transcript of a young conversation", function()
    local result = settle("missing", "2026-11-10T00:00:00Z")
    assert(result.status == "pending" and result.attempts == 1)
    assert(result.reason == "HTTP, but the conversation is young")
    assert(settle("missing", "2026-11-09T11:59:59Z").status == "missing")
    assert(settle("missing", "2026-11-09T11:59:59Z", 0, 60).status
      == "pending", "its age counts from its end")
  end)

  it("believes a missing one without a time or from the future", function()
    assert(settle("missing", nil).status == "missing")
    assert(settle("missing", "2026-11-11T00:00:00Z").status == "missing")
  end)

  it("gives up what is old and was asked for often enough", function()
    assert(settle("pending", "2026-11-01", 2).status == "pending")
    local result = settle("pending", "2026-11-01", 3)
    assert(result.status == "missing" and result.reason == "HTTP, given up")
    assert(settle("pending", "2026-11-10", 30).status == "pending")
  end)

  it("leaves every other answer alone", function()
    for _, status in ipairs { "ok", "empty", "failed", "forbidden" } do
      assert(settle(status, "2026-11-10T00:00:00Z", 9).status == status)
    end
  end)
end)
