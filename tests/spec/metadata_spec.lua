local json = require "undertone.json"
local metadata = require "undertone.metadata"

local function refusal(fn, ...)
  local ok, why = pcall(fn, ...)
  assert(not ok and type(why) == "table", "expected a failure")
  return why.code, why.message
end

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
    assert(next(c.metadata) == "queue" and not next(c.metadata, "queue"))
    assert(c.metadata.queue == "North" and read('{"id":12}').id == "12")
    assert(read('{"id":12}').metadata == nil)
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
