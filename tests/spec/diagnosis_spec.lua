local diagnosis = require "undertone.diagnosis"
local time = require "undertone.time"

local NOW = time.parse "2026-11-22T12:00:00Z"
local OLD, YOUNG = "2026-11-20T12:00:00Z", "2026-11-22T11:40:00Z"

local MISSING = { status = "missing", reason = "no transcript (HTTP 404)" }
local FORBIDDEN = { status = "forbidden", reason = "access denied (HTTP 403)" }
local READY = { status = "ok" }

local function failed(code, http_status, reason)
  return { status = "failed", code = code, http_status = http_status,
    reason = reason, detail = "GET x: " .. reason }
end

-- The verdict on rows of { result, how many, start time }.
local function verdict(rows)
  local found = diagnosis.new(24, NOW)
  for _, row in ipairs(rows) do
    for i = 1, row[2] do
      found:add({ id = "c" .. i, start_time = row[3] or OLD }, row[1])
    end
  end
  return found:verdict()
end

local function expect(rows, words, advice, code)
  local text, next_thing, got = verdict(rows)
  assert(text:find(words, 1, true), text)
  assert((next_thing or ""):find(advice, 1, true), next_thing)
  assert(got == code, tostring(got))
  return next_thing
end

describe("diagnosis", function()
  it("asks for the newest that are no longer young, then for others", function()
    local conversations = {}
    for i = 1, 9 do
      conversations[i] = { id = i, start_time = i < 4 and OLD or YOUNG }
    end
    local ids = {}
    for i, conversation in
      ipairs(diagnosis.new(24, NOW):samples(conversations)) do
      ids[i] = conversation.id
    end
    assert(table.concat(ids, " ") == "3 2 1 9 8", table.concat(ids, " "))
    assert(#diagnosis.new(24, NOW):samples {} == 0)
  end)

  it("is content with one transcript, and says what the others are", function()
    local text, next_thing, code = verdict { { READY, 1 }, { MISSING, 4 } }
    assert(text == "1 of 5 are there, such as that of c1; 4 × no transcript"
      .. " (HTTP 404)", text)
    assert(not next_thing and not code)
  end)

  it("doubts the path when enough that should be there are not", function()
    expect({ { MISSING, 3 } }, "none of 3 is there: 3 × no transcript",
      "the path is probably wrong", "http")
    expect({ { MISSING, 3 }, { MISSING, 2, YOUNG } }, "2 × no transcript"
      .. " (HTTP 404) and less than 24 h old", "probably wrong", "http")
    expect({ { MISSING, 2 } }, "none of 2 is there", "or ask for more")
  end)

  it("does not take the young for a wrong path", function()
    local advice = expect({ { MISSING, 5, YOUNG } }, "less than 24 h old",
      "ask for older ones")
    assert(not advice:find "cxone.transcript_path")
  end)

  it("leaves open what no answer settles", function()
    expect({ { { status = "pending", reason = "not ready yet" }, 5 } },
      "5 × not ready yet", "ask again later")
    expect({ { { status = "empty" }, 2 } }, "2 × empty", "the path is right")
  end)

  it("says about each kind, the code being that of the worst", function()
    expect({ { MISSING, 3 }, { FORBIDDEN, 2 } }, "3 × no transcript"
      .. " (HTTP 404); 2 × access denied (HTTP 403)", "scope or role",
      "credentials")
    local advice = expect({ { MISSING, 3 }, { FORBIDDEN, 2 } }, "none of 5",
      "cxone.transcript_path", "credentials")
    assert(not advice:find "probably wrong")
  end)

  it("tells answers that stay from those that pass", function()
    local advice = expect({ { failed("http", 400, "no such id"), 5 } },
      "5 × GET x: no such id", "cxone.transcript_path", "http")
    assert(not advice:find "later")
    for _, http_status in ipairs { 501, 505 } do
      expect({ { failed("http", http_status, "oh"), 1 } }, "GET x: oh",
        "cxone.transcript_path", "http")
    end
    for _, http_status in ipairs { 408, 425, 500, 502, 522 } do
      expect({ { failed("http", http_status, "oh"), 1 } }, "GET x: oh",
        "try again later", "later")
    end
    expect({ { failed("later", 429, "throttled"), 1 } }, "throttled",
      "try again later", "later")
  end)

  it("goes by how an answer failed, whatever its words are", function()
    local words = "the service answered 502 (curl 28)"
    expect({ { failed("http", 200, words), 1 } }, words,
      "what comes is no transcript", "http")
    expect({ { failed("timeout", nil, "slow"), 1 } }, "slow", "firewall",
      "network")
    expect({ { failed("network", 200, "cut in mid-body"), 1 } }, "cut",
      "firewall", "network")
    expect({ { { status = "failed" }, 1 } }, "1 × failed",
      "what comes is no transcript", "http")
  end)
end)
