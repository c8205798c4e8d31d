local readiness = require "undertone.readiness"
local time = require "undertone.time"

local POLICY = { young_hours = 24, attempts = 4 }
local NOW = time.parse("2026-11-10T12:00:00Z")

-- The conversation was answered "not ready" so often before; this answer
-- took five attempts.
local function settle(status, start_time, not_ready, duration)
  return readiness.settle({ start_time = start_time, attempts = 90,
    not_ready = not_ready or 0, duration_seconds = duration },
    { status = status, attempts = 5, reason = "HTTP" }, POLICY, NOW)
end

describe("readiness", function()
  it("waits for the transcript of a young conversation", function()
    local result = settle("missing", "2026-11-10T00:00:00Z")
    assert(result.status == "pending" and result.attempts == 5)
    assert(result.not_ready == 1)
    assert(result.reason == "HTTP, but the conversation is young")
    assert(settle("missing", "2026-11-09T11:59:59Z").status == "missing")
    assert(settle("missing", "2026-11-09T11:59:59Z", 0, 60).status
      == "pending", "its age counts from its end")
  end)

  it("believes a missing one without a time", function()
    assert(settle("missing", nil).status == "missing")
  end)

  it("waits for one that begins after now, by another clock", function()
    assert(settle("missing", "2026-11-10T12:05:00Z").status == "pending")
    assert(settle("missing", "2026-11-11T11:59:59Z").status == "pending")
    assert(settle("missing", "2026-11-11T12:00:00Z").status == "missing")
    assert(settle("missing", "2036-11-10T12:00:00Z").status == "missing")
    assert(not readiness.is_young({ start_time = "2026-11-10T12:00:00Z" }, 0,
      NOW))
  end)

  it("gives up what is old and was asked for often enough", function()
    assert(settle("pending", "2026-11-01", 2).status == "pending")
    local result = settle("pending", "2026-11-01", 3)
    assert(result.status == "missing" and result.reason == "HTTP, given up")
    assert(result.not_ready == 1)
    assert(settle("pending", "2026-11-10", 30).status == "pending")
  end)

  it("counts answers, not what it took to get them", function()
    local result = settle("pending", "2026-11-01", 0)
    assert(result.status == "pending" and result.not_ready == 1)
    assert(result.attempts == 5)
  end)

  it("has a reason where the source gives none", function()
    local result = readiness.settle({ start_time = "2026-11-10T00:00:00Z",
      not_ready = 0 }, { status = "missing" }, POLICY, NOW)
    assert(result.reason == "no transcript, but the conversation is young")
  end)

  it("leaves every other answer alone", function()
    for _, status in ipairs { "ok", "empty", "failed", "forbidden" } do
      local result = settle(status, "2026-11-10T00:00:00Z", 9)
      assert(result.status == status and result.not_ready == nil)
    end
  end)
end)
