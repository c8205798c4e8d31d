-- answer_spec.lua: bodies that are mended, and bodies that are refused.

local answer = require "undertone.answer"
local json = require "undertone.json"

local HTML = { headers = { ["content-type"] = "text/html" } }

local function refusal(body, response)
  local value, why = answer.decode(body, response)
  assert(value == nil, "accepted: " .. body:sub(1, 40))
  return why
end

describe("answer", function()
  it("drops a byte order mark", function()
    local value, note = answer.decode "\xEF\xBB\xBF[1]"
    assert(value[1] == 1 and note == nil)
  end)

  it("replaces bytes that are not UTF-8 and counts them", function()
    local value, note = answer.decode '["caf\xE9", "\xC3("]'
    assert(value[1] == "caf\u{FFFD}" and value[2] == "\u{FFFD}(")
    assert(note:find("^2 characters") and note:find("at byte 6"), note)
    value, note = answer.decode('["' .. ("\xFF"):rep(1000) .. '"]')
    assert(value[1] == ("\u{FFFD}"):rep(1000) and note:find("^1000 "), note)
    local why = refusal('["' .. ("\xFF"):rep(1001) .. '"]')
    assert(why:find("1000 characters are not Unicode"), why)
  end)

  it("replaces a cut character once, not byte by byte", function()
    local value, note = answer.decode '["A\xE2\x82B \xF0\x9F\x98C"]'
    assert(value[1] == "A\u{FFFD}B \u{FFFD}C", value[1])
    assert(note:find("^2 characters") and note:find("at byte 4"), note)
  end)

  it("replaces half of a surrogate pair and no other escape", function()
    local value, note = answer.decode [=[["\ud83d\ude00 \ud800x \udc00",
      "\\ud800", "\\\ud800", "\udfff\ue000"]]=]
    assert(value[1] == "\u{1F600} \u{FFFD}x \u{FFFD}", value[1])
    assert(value[2] == "\\ud800" and value[3] == "\\\u{FFFD}")
    assert(value[4] == "\u{FFFD}\u{E000}", value[4])
    assert(note:find("^4 characters"), note)
  end)

  it("counts half pairs and bytes together", function()
    local bytes, halves = ("\xFF"):rep(400), ("\\udc00"):rep(600)
    local value, note = answer.decode('["' .. bytes .. halves .. '"]')
    assert(value[1] == ("\u{FFFD}"):rep(1000) and note:find("^1000 "), note)
    local why = refusal('["' .. bytes .. halves .. '\\udc00"]')
    assert(why == "more than 1000 characters are not Unicode", why)
  end)

  it("finds one half pair among a million escapes at once", function()
    local start = os.clock()
    local value, note = answer.decode('["' .. ("\\n"):rep(1 << 20)
      .. '\\ud800"]')
    local seconds = os.clock() - start
    assert(#value[1] == (1 << 20) + 3 and note:find("^1 "), note)
    print(("a million escapes read in %.0f ms"):format(seconds * 1000))
    assert(seconds < 1)
  end)

  it("refuses more values than fit into the memory", function()
    local most = json.MAX_VALUES
    local value = answer.decode("[" .. ("1,"):rep(most - 2) .. "1]")
    assert(#value == most - 1)
    for _, body in ipairs { "[" .. ("1,"):rep(most - 1) .. "1]",
      "[" .. ("[],"):rep(most // 2) .. "[]]",
      "[" .. ("{},"):rep(5 << 20) .. "{}]" } do
      local start = os.clock()
      assert(refusal(body) == "JSON of more than 250000 values")
      assert(os.clock() - start < 1)
    end
  end)

  it("does not count what is written in a text", function()
    local most = json.MAX_VALUES
    assert(answer.decode('["' .. ('[,{\\"'):rep(most) .. '\\\\", 1]')[2] == 1)
  end)

  it("keeps every digit of an id", function()
    local value = answer.decode [=[{"conversationId" : 12345678901234567890,
      "note": "\"conversationId\": 12345678901234567890,",
      "id":1234567890123456}]=]
    assert(value.conversationId == "12345678901234567890")
    assert(value.note == '"conversationId": 12345678901234567890,')
    assert(value.id == "1234567890123456")
  end)

  it("refuses numbers without a finite value", function()
    for _, number in ipairs { "NaN", "Infinity", "-Infinity", "nan" } do
      assert(refusal("[" .. number .. "]"):find("not JSON at byte 2"))
    end
    assert(refusal '{"a":[{"b":1e999}]}'
      == "$.a.1.b is a number without a finite value")
    assert(refusal("[" .. ("9"):rep(400) .. "]"):find("^%$%.1 is"))
    assert(answer.decode '["1e999"]'[1] == "1e999")
    assert(refusal '[{"\\u001b[31mEVIL\\u202e\\r<b>":{"x":1e999}}]'
      == "$.1.\\x1b[31mEVIL\\xe2\\x80\\xae\\x0d<b>.x is a number without a"
      .. " finite value")
    assert(#refusal('{"' .. ("k"):rep(100000) .. '":-1e999}') < 130)
  end)

  it("says where the text ends or goes wrong", function()
    assert(refusal "" == "the body is empty")
    assert(refusal '[{"a": ' == "JSON ends early at byte 8")
    assert(refusal '["a' == "JSON ends early at byte 4")
    assert(refusal "[1,]" == "not JSON at byte 4")
  end)

  it("refuses UTF-16 and other types by name", function()
    for _, body in ipairs { "\xFF\xFE[\0]\0", "[\0]\0", "\0[\0]" } do
      assert(refusal(body) == "the body is UTF-16 or UTF-32, not UTF-8")
    end
    assert(refusal(" <!DOCTYPE html>\27[31m", HTML) == "not JSON at byte 2;"
      .. " it is text/html:  <!DOCTYPE html>\\x1b[31m")
  end)

  it("quotes nothing that may be what customers said", function()
    for _, body in ipairs { "My card 4111", "<v>My card", '[{"text":"My c' } do
      local why = refusal(body, HTML)
      assert(why:find("; it is text/html$") and not why:find "My c", why)
      why = refusal(body)
      assert(not why:find "My c", why)
    end
    assert(answer.error_of { error = "no\27", text = "My card" }
      == "the answer is an error: no\\x1b")
    assert(answer.error_of { error = { code = 7 } }
      == 'the answer is an error: {"code": 7}')
    assert(not answer.error_of "error" and not answer.error_of { {} })
  end)

  it("takes an error that says nothing for none", function()
    for _, nothing in ipairs { json.null, false, "", 0, {},
      { code = 0, message = "", causes = { json.null } } } do
      assert(not answer.error_of { error = nothing })
    end
    for _, something in ipairs { true, 1, "0", { 1 }, { code = 7 },
      { code = 0, causes = { "down" } } } do
      assert(answer.error_of { error = something })
    end
  end)

  local function has_list(body)
    return answer.has_list(answer.decode(body), "list", body)
  end

  it("tells a list from an object, empty ones too", function()
    for _, list in ipairs { "[]", "[ \n]", "[{}]", "[null]", "[[]]" } do
      for _, rest in ipairs { "", ', "a": {}', [[, "\\": {"\"{}": "{}\\"}]],
        ', "a": "caf\xE9 \\ud800 {"', ', "id": 12345678901234567890' } do
        assert(has_list('\xEF\xBB\xBF{"list": ' .. list .. rest .. "}"))
      end
    end
    for _, other in ipairs { "{}", "{ \t\r\n }", '{"items": []}', '{"1": 2}',
      "null", "0", '"[]"', "true", '[], "list": {}' } do
      assert(not has_list('{"a": [], "list": ' .. other .. "}"), other)
    end
    assert(not has_list('{"list": [], "a": "' .. ("{"):rep(1 << 20) .. '"}'))
    assert(has_list [[{"l\u0069st": []}]] and not has_list [[{"l\u0069st":{}}]])
    for _, body in ipairs { "{}", "[]", "1", '"list"', "null" } do
      assert(not has_list(body), body)
    end
  end)

  it("refuses 100,000 levels within 10 ms", function()
    local body = ("["):rep(100000) .. ("]"):rep(100000)
    local start = os.clock()
    assert(refusal(body) == "JSON nested deeper than 64 levels")
    local seconds = os.clock() - start
    print(("100,000 levels refused in %.2f ms"):format(seconds * 1000))
    assert(seconds < 0.010)
  end)
end)
