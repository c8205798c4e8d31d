local filters = require "undertone.filters"

local function refusal(fn, ...)
  local ok, why = pcall(fn, ...)
  assert(not ok and type(why) == "table", "expected a failure")
  return why.code, why.message
end

describe("filters", function()
  local call = { id = "c1", channel = "Voice", disposition = "resolved",
    start_time = "2026-11-05T10:00:00Z", turns = {
      { speaker = "system", text = "0123456789" },
      { speaker = "customer", text = "héllo" },
      { speaker = "agent", text = "hi" } } }

  local function refuse(filter, kind)
    return filters.refuse({ filter }, kind, call)
  end

  it("keep by channel, disposition and date", function()
    assert(not refuse(filters.channels { "voice" }, "metadata"))
    assert(refuse(filters.channels { "chat" }, "metadata")
      == "channel is 'Voice'")
    assert(refuse(filters.dispositions { "escalated" }, "metadata"))
    assert(not refuse(filters.dates("2026-11-05", "2026-11-06"), "metadata"))
    assert(refuse(filters.dates("2026-11-06"), "metadata"))
    assert(not refuse(filters.dates(call.start_time), "metadata"))
    assert(refuse(filters.dates(nil, call.start_time), "metadata"))
    assert(refuse(filters.dates(nil, "2026-11-05"), "metadata"))
  end)

  it("escape what the service says in their reasons", function()
    local odd = { id = "c\27[1m\u{202e}", channel = "v\27[31m\r\u{202e}" }
    assert(filters.refuse({ filters.channels { "chat" } }, "metadata", odd)
      == "channel is 'v\\x1b[31m\\x0d\\xe2\\x80\\xae'")
    local _, message = refusal(filters.refuse, { error }, "transcript", odd)
    assert(message:find("conversation c\\x1b[1m\\xe2\\x80\\xae: ", 1, true),
      message)
  end)

  it("count characters, not bytes, and not the system's", function()
    assert(not refuse(filters.min_characters(7), "transcript"))
    assert(refuse(filters.min_characters(8), "transcript")
      == "fewer than 8 characters")
    assert(filters.refuse({ filters.min_characters(1) }, "transcript",
      { turns = {} }) == "fewer than 1 character")
  end)

  it("run a plain function once the transcript is there", function()
    local function no_agent(c) return #c.turns < 3, "has an agent" end
    assert(refuse(no_agent, "transcript") == "has an agent")
    assert(not refuse(no_agent, "metadata"))
  end)

  it("say which filter failed on which conversation", function()
    local code, message = refusal(filters.refuse,
      { function(c) return c.no.such end }, "transcript", call)
    assert(code == "usage")
    assert(message:find("filter 1 failed on conversation c1", 1, true))
    code, message = refusal(filters.refuse,
      { function() return false, {} end }, "transcript", call)
    assert(code == "usage")
    assert(message == "filter 1 failed on conversation c1: its reason is a"
      .. " table, not a text", message)
  end)
end)
