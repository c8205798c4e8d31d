local filters = require "undertone.filters"
local json = require "undertone.json"
local metadata = require "undertone.metadata"
local nearest = require "undertone.nearest"
local paging = require "undertone.paging"
local transcript = require "undertone.transcript"

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
    assert(refuse(filters.dates(nil, "2026-11-05"), "metadata"))
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

describe("transcript", function()
  it("reads turns with speaker and seconds from the start", function()
    local turns = transcript.turns(json.decode [=[[
      {"author":{"type":"Customer"},"text":"hi",
       "timestamp":"2026-11-05T10:00:12Z"},
      {"author":null,"text":null}]]=], "2026-11-05T10:00:00Z")
    assert(turns[1].speaker == "customer" and turns[1].at == 12)
    assert(turns[2].speaker == "other" and turns[2].text == "")
  end)

  it("tells ok, empty and failed apart", function()
    local function status(text)
      local result = transcript.result(json.decode(text))
      return result.status, result.reason
    end
    assert(status '[{"author":{"type":"agent"},"text":"hi"}]' == "ok")
    assert(status '[]' == "empty")
    assert(status '[{"author":{"type":"system"},"text":"hi"}]' == "empty")
    assert(status '[{"author":{"type":"agent"},"text":" "}]' == "empty")
    local state, reason = status '[{"text":5}]'
    assert(state == "failed")
    assert(reason == "transcript[1].text: expected a string, got a number")
    assert(status '[{"author":{"type":"customer"},"text":null}]' == "failed")
    assert(status '{"error":"x"}' == "failed")
    assert(status '["x"]' == "failed")
  end)

  it("joins what people said as the tutorial does", function()
    assert(transcript.text { { speaker = "system", text = "Joined." },
      { speaker = "customer", text = "Hello." },
      { speaker = "agent", text = "" },
      { speaker = "agent", text = "Hi." } } == "Hello. Hi.")
  end)
end)

describe("metadata", function()
  local function read(text)
    return metadata.conversation(json.decode(text), "conversations[1]")
  end

  it("keeps known fields, and others for the user", function()
    local c = read [[{"conversationId":"a","start_time":
      "2026-11-05T10:00:00+01:00","duration":86,"disposition":null,
      "channel":"chat","queue":"North"}]]
    assert(c.id == "a" and c.start_time == "2026-11-05T09:00:00Z")
    assert(c.duration_seconds == 86 and c.disposition == nil)
    assert(c.metadata.queue == "North" and read('{"id":12}').id == "12")
  end)

  it("refuses an id that is missing, inexact or no text", function()
    for _, bad in ipairs { "{}", '{"id":""}', '{"id":9007199254740993}',
      '{"id":1.5}', '{"id":{}}', '{"id":null}', "5" } do
      local code, message = refusal(read, bad)
      assert(code == "http" and message:find("conversations[1]", 1, true))
    end
  end)

  it("writes whole numbers whole and drops what is no time", function()
    local c = read '{"id":"a","channel":5,"disposition":2.5,"start_time":"x"}'
    assert(c.channel == "5" and c.disposition == "2.5" and not c.start_time)
    assert(read '{"id":"a","duration":"59"}'.duration_seconds == 59)
    assert(read '{"id":"a","duration":"long"}'.duration_seconds == nil)
  end)

  it("refuses an object or a list where one value belongs", function()
    for _, field in ipairs { "start_time", "duration", "disposition",
      "channel" } do
      for _, value in ipairs { '{"x":1}', "[1]" } do
        local code, message = refusal(read, ('{"id":"a","%s":%s}'):format(
          field, value))
        assert(code == "http" and message:find("conversations[1]." .. field
          .. ": expected a text or a number", 1, true), message)
      end
    end
  end)

  it("is inside a window from its start to before its end", function()
    local span = { from = "2026-11-05T00:00:00Z", to = "2026-11-06T00:00:00Z" }
    local function is_inside(start_time)
      return metadata.is_inside({ start_time = start_time }, span)
    end
    assert(is_inside(span.from) and is_inside "2026-11-05T23:59:59Z")
    assert(not is_inside "2026-11-04T23:59:59Z" and not is_inside(span.to))
    assert(is_inside(nil))
  end)
end)

describe("json", function()
  it("refuses what is not JSON", function()
    for _, bad in ipairs { "", "{", "[1,]", "NaN", "[Infinity]",
      ("["):rep(100000) } do
      local value, why, code = json.decode(bad)
      assert(value == nil and why and code == "parse", bad:sub(1, 20))
    end
  end)

  it("writes sorted keys and shortest numbers", function()
    assert(json.encode { b = 1, a = { 0.1, "x" }, c = {} }
      == '{\n  "a": [0.1, "x"],\n  "b": 1,\n  "c": []\n}')
  end)
end)

describe("nearest", function()
  it("finds a name that is near, and none that is not", function()
    assert(nearest.name("chanel", { "turns", "channel" }) == "channel")
    assert(nearest.name("zzzzzz", { "turns", "channel" }) == nil)
    assert(nearest.hint("trns", { "turns" }) == ", did you mean 'turns'?")
  end)
end)

describe("paging", function()
  local function page(...)
    local list = {}
    for i, id in ipairs { ... } do
      list[i] = { id = id }
    end
    return list
  end

  it("lets honest paging through", function()
    local guard = paging.guard(10)
    guard:check(page("a", "b"), "/2")
    guard:check(page(), "/3")
    guard:check(page("c"), nil)
  end)

  it("stops a cycle of links at once", function()
    local guard = paging.guard(10)
    guard:check(page("a"), "/2")
    guard:check(page("b"), "/3")
    local code, message = refusal(guard.check, guard, page("c"), "/2")
    assert(code == "refused" and message:find("page 3 links to page 2"))
  end)

  it("stops new links with the same ids within three pages", function()
    local guard = paging.guard(10)
    guard:check(page("a"), "/2")
    guard:check(page("a"), "/3")
    guard:check(page("a"), "/4")
    assert(refusal(guard.check, guard, page("a"), "/5") == "refused")
  end)

  it("stops at the cap of pages", function()
    local guard = paging.guard(2)
    guard:check(page("a"), "/2")
    assert(refusal(guard.check, guard, page("b"), "/3") == "limit")
  end)
end)
