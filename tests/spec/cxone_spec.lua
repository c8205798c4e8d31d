-- cxone_spec.lua: what the CXone source makes of answers, from a client that
-- says what it is told to; the real one meets the tenant in tests/e2e.

local cxone = require "undertone.sources.cxone"
local cxone_client = require "undertone.sources.cxone_client"

-- A source of at most four conversations under way whose client answers from
-- the list of outcomes { response = } or { why =, code =, details = }, in the
-- order it was asked. All come at once, so that it takes no more after the
-- first of a list that has `stop`.
local function source_of(outcomes, stop)
  local asked, given = {}, 0
  local client = {}
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
    return #asked - given
  end
  function client.is_ready()
    return true
  end
  local open = cxone_client.open
  cxone_client.open = function()
    return client, "http://127.0.0.1"
  end
  local source = cxone.open { cxone = { query_path = "/q",
    transcript_path = "/t/%s" }, fetch = { concurrency = 2 } }
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
  details = { is_stopped = true, attempts = 1, status = 429 } }

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
end)
