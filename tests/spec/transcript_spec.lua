local json = require "undertone.json"
local transcript = require "undertone.transcript"

describe("transcript", function()
  it("reads turns with speaker and seconds from the start", function()
    local turns = transcript.turns(json.decode [=[[
      {"author":{"type":"Customer"},"text":"hi",
       "timestamp":"2026-11-05T10:00:12Z"},
      {"author":null,"text":"ho"}]]=], "2026-11-05T10:00:00Z")
    assert(turns[1].speaker == "customer" and turns[1].at == 12)
    assert(turns[2].speaker == "other" and turns[2].text == "ho")
  end)

  it("lets only who is known to be no person say nothing", function()
    local function read(turn)
      return transcript.turns(json.decode("[" .. turn .. "]"))
    end
    assert(read '{"author":{"type":"system"}}'[1].text == "")
    assert(read '{"author":{"type":"Bot"},"text":null}'[1].text == "")
    for _, gap in ipairs { '{"error":"backend down"}', "{}", "[]",
      '{"author":null,"text":null}', '{"author":{"type":"x"}}',
      '{"author":{"type":"agent"}}' } do
      local turns, why = read(gap)
      assert(not turns and why:find("transcript[1].text: expected a string,"
        .. " got n", 1, true), gap)
    end
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
