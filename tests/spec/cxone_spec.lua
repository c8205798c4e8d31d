-- cxone_spec.lua: what the CXone source makes of answers, from a client that
-- says what it is told to; the real one meets the tenant in tests/e2e.

local cxone = require "undertone.sources.cxone"
local cxone_client = require "undertone.sources.cxone_client"
local json = require "undertone.json"

-- A source of at most four conversations under way whose client answers from
-- the list of outcomes { response = } or { why =, code =, details = }, in the
-- order it was asked. All come at once, so that it takes no more after the
-- first of a list that has `stop`. `page` is what every page says, and
-- on_event hears what is odd about it.
local function source_of(outcomes, stop, page, on_event)
  local asked, given = {}, 0
  local client = {}
  function client.request()
    return { status = 200, attempts = 1, value = page }
  end
  function client.resolve(_, link)
    return link
  end
  function client.submit(_, request)
    if stop and given > 0 then
      return nil, stop.why, stop.code
    end
    asked[#asked + 1] = request
    return true
  end
  function client.wait()
    given = given + 1
    local outcome, request = outcomes[given], asked[given]
    if not request then
      return nil
    end
    return request, outcome.response, outcome.why, outcome.code,
      outcome.details
  end
  function client.pending()
    return #asked - given, 0
  end
  function client.feed() end
  function client.is_ready()
    return true
  end
  local open = cxone_client.open
  cxone_client.open = function()
    return client, "http://127.0.0.1"
  end
  local source = cxone.open({ cxone = { query_path = "/q",
    transcript_path = "/t/%s", page_size = 9 }, fetch = { concurrency = 2 } },
    on_event)
  cxone_client.open = open
  return source
end

local function numbered(most)
  local id = 0
  return function()
    id = id + 1
    return id <= most and { id = ("%d"):format(id) } or nil
  end
end

local SAID = { response = { status = 200, attempts = 1,
  value = { { author = { type = "customer" }, text = "Hello" } } } }
local STOP = { why = "come back later", code = "later",
  details = { ending = "stopped", attempts = 1, status = 429 } }

describe("a page of the CXone source", function()
  local WINDOW = { from = "2026-11-01", to = "2026-11-02" }

  -- The ids of a page with these entries, and what was odd about it.
  local function read(text, cursor)
    local heard = {}
    local source = source_of({}, nil, json.decode(text), function(event)
      heard[#heard + 1] = event.kind .. " " .. event.field .. " "
        .. event.message
    end)
    local ids = {}
    for i, conversation in ipairs((source:page(WINDOW, cursor))) do
      ids[i] = conversation.id
    end
    return table.concat(ids, " "), heard
  end

  it("keeps what can be asked for and tells of the rest", function()
    local ids, heard = read [[{"conversations": [{"id": "a"}, null,
      {"id": "b\u202e", "channel": {}, "start_time": [1]}, {"id": 1.5}]}]]
    assert(ids == "a b\u{202E}")
    assert(#heard == 4)
    assert(heard[1] == "odd conversationId conversations[2]: expected an"
      .. " object, got null")
    assert(heard[2] == "odd start_time conversations[3].start_time: expected a"
      .. " text or a number, got a list, of the id b\\xe2\\x80\\xae", heard[2])
    assert(heard[3]:find("conversations[3].channel: ", 1, true))
    assert(heard[4]:find("conversations[4].conversationId: ", 1, true))
  end)

  -- Why the body of a page is none, or nil.
  local function refusal(body)
    local source = source_of({}, nil, { conversations = {} })
    local request = source.client.request
    local value, why
    function source.client.request(client, call)
      value, why = call.decode(body)
      return request(client, call)
    end
    source:page(WINDOW)
    return value == nil and why or nil
  end

  it("has a list, not an object, and no error", function()
    assert(not refusal '{"conversations": []}')
    assert(not refusal '{"conversations": [{"id": "a"}], "error": null}')
    for _, list in ipairs { "{}", "{ }", '{"items": [{"id": "a"}]}', "null",
      "0" } do
      assert(refusal('{"conversations": ' .. list .. ', "more": []}')
        == "the page has no list 'conversations'", list)
    end
    assert(refusal "[]" and refusal "{}" and refusal "false")
    for _, list in ipairs { "[]", "{}", '[{"id": "a"}]' } do
      assert(refusal('{"conversations": ' .. list .. ', "error": {"m": "no"}}')
        == 'the answer is an error: {"m": "no"}')
    end
  end)

  it("is another API's when it is the first and nothing fits", function()
    local ok, why = pcall(read, '{"conversations": [{}, null]}')
    assert(not ok and why.code == "http")
    assert(why.message == "conversations[1].conversationId is missing")
    local ids, heard = read('{"conversations": [{}, null]}', "/2")
    assert(ids == "" and #heard == 2)
    assert(read '{"conversations": []}' == "")
  end)
end)

describe("transcripts of the CXone source", function()
  it("that were read before the client stopped are handed out", function()
    local iterate = source_of({ SAID, STOP, SAID, SAID }, STOP):transcripts(
      numbered(9))
    local seen = {}
    local ok, why = pcall(function()
      for conversation, result in iterate do
        seen[#seen + 1] = conversation.id .. " " .. result.status
      end
    end)
    assert(table.concat(seen, ", ") == "1 ok, 2 pending, 3 ok, 4 ok",
      table.concat(seen, ", "))
    assert(not ok and why.code == "later")
    assert(why.message == "come back later")
  end)

  it("that met refused credentials count as asked for in vain", function()
    local refused = { why = "GET https://h/t/2: no", code = "credentials",
      details = { ending = "stopped", attempts = 2, status = 401 } }
    local unsent = { why = "no", code = "credentials",
      details = { ending = "stopped", attempts = 0 } }
    local iterate = source_of({ SAID, refused, unsent }, refused):transcripts(
      numbered(3))
    assert(select(2, iterate()).status == "ok")
    local conversation, result = iterate()
    assert(conversation.id == "2" and result.status == "pending")
    assert(result.attempts == 2 and result.reason == "no")
    local ok, why = pcall(iterate)
    assert(not ok and why.code == "credentials")
  end)

  -- How many are asked for before the first answer, of whom `most` fail at
  -- once and are to be asked for again.
  local function asked_ahead(most)
    local source, asked = source_of {}, 0
    function source.client.submit()
      asked = asked + 1
      return true
    end
    function source.client.pending()
      return asked, math.min(asked, most)
    end
    assert(source:transcripts(numbered(5000))() == nil)
    return asked
  end

  it("that wait for their next attempt hold up no other", function()
    assert(asked_ahead(0) == 4 and asked_ahead(100) == 104)
    assert(asked_ahead(5000) == 1000)
  end)
end)
