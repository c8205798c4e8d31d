local json = require "undertone.json"
local metadata = require "undertone.metadata"

local function refusal(fn, ...)
  local ok, why = pcall(fn, ...)
  assert(not ok and type(why) == "table", "expected a failure")
  return why.code, why.message
end

describe("metadata", function()
  local function read(text)
    return metadata.read(json.decode(text))
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

  it("is none without an id that can be asked for", function()
    for bad, words in pairs { ["{}"] = ".conversationId is missing",
      ['{"id":""}'] = ".conversationId is missing",
      ['{"id":9007199254740993}'] = ".conversationId: a number this large",
      ['{"id":1.5}'] = ".conversationId: expected a string, got a number",
      ['{"id":{}}'] = ".conversationId: expected a string, got an object",
      ['{"conversationId":null}'] = ".conversationId: expected a string, got"
        .. " null", ["5"] = ": expected an object, got a number",
      ["null"] = ": expected an object, got null" } do
      local none, faults = read(bad)
      assert(none == nil and #faults == 1)
      assert(faults[1].field == "conversationId")
      assert(faults[1].words:find(words, 1, true) == 1, faults[1].words)
    end
    assert(read('{"conversationId":null,"id":"a"}').id == "a")
  end)

  it("writes whole numbers whole and drops what is no time", function()
    local c = read '{"id":"a","channel":5,"disposition":2.5,"start_time":"x"}'
    assert(c.channel == "5" and c.disposition == "2.5" and not c.start_time)
    assert(read '{"id":"a","duration":"59"}'.duration_seconds == 59)
    assert(read '{"id":"a","duration":"long"}'.duration_seconds == nil)
  end)

  it("has no field that is an object or a list, which is noted", function()
    for _, field in ipairs { "start_time", "duration", "disposition",
      "channel" } do
      for value, kind in pairs { ['{"x":1}'] = "an object",
        ["[1]"] = "a list" } do
        local c, faults = read(('{"id":"a","%s":%s}'):format(field, value))
        assert(c.id == "a" and c.start_time == nil and c.channel == nil)
        assert(c.duration_seconds == nil and c.disposition == nil)
        assert(#faults == 1 and faults[1].field == field)
        assert(faults[1].words == "." .. field
          .. ": expected a text or a number, got " .. kind)
      end
    end
    assert(#select(2, read '{"id":"a","duration":"long"}') == 0)
  end)

  it("has no duration that no conversation has, which is noted", function()
    for _, bad in ipairs { "-1", "1e308", '"1e999"', '"-1e999"', "316224001" }
    do
      local c, faults = read('{"id":"a","duration":' .. bad .. "}")
      assert(c.id == "a" and c.duration_seconds == nil, bad)
      assert(#faults == 1 and faults[1].words
        == ".duration: expected seconds, from 0 to ten years")
    end
    for _, good in ipairs { "0", "316224000", "1.5" } do
      local c, faults = read('{"id":"a","duration":' .. good .. "}")
      assert(c.duration_seconds == tonumber(good) and #faults == 0)
    end
  end)

  it("refuses anything wrong where somebody can correct it", function()
    for bad, words in pairs { ['{"id":"a","channel":[1]}'] = "f:3: $.channel:"
      .. " expected a text or a number, got a list",
      ["{}"] = "f:3: $.conversationId is missing" } do
      local code, message = refusal(metadata.conversation, json.decode(bad),
        "f:3: $")
      assert(code == "usage" and message == words, message)
    end
    assert(metadata.conversation({ id = "a" }, "f:3: $").id == "a")
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
