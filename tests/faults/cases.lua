-- cases.lua: the fault plan: what the tenant does wrong, and what the stock
-- report must make of it.
--
-- A row names a fault of the tenant and its outcome at the calls where it
-- makes sense, when it happens every time:
--   transcript = the status of the one conversation it hits ("ok" too)
--   page, token = the exit code of the run
--   sent = how often the failing call may be sent: { transcript =, page =,
--          token = }; a number stands for all three
--   says = what the user must read, plain text; matches = the same as a Lua
--          pattern; says_page, matches_token and so on stand for one call
-- heals = the calls at which the run is as good as without the fault when it
-- happens once: any letters of t, p, k (token). Of such a run:
--   tells = what the user must read, a Lua pattern
--   wait = { least, most } seconds without any request after the first 429
-- once = a run of its own: { call =, where = (page:2), code =, rows =, ok =,
-- never = a status that no conversation may have, also = a second fault and
-- where, says =, set =, most = { call = requests }, in_flight = at least so
-- many, stops = the tenant does, so that its log lacks what comes later }.
-- A fault that happens every time is met without --verbose, as users run it,
-- unless detail = true: some attempts end in other words, so that all count.
-- Further: fails = true: a transcript fault that ends the run with the exit
-- code in `transcript`; set = settings; rows = conversations that are left;
-- ok = of these, with a transcript.

local SLOW = { "fetch.timeout_ms=500", "fetch.attempts=2",
  "cxone.token_attempts=2" }
local STALL = { "fetch.low_speed_seconds=1", "fetch.attempts=2",
  "cxone.token_attempts=2" }

local broken = { transcript = 5, page = 5, token = 3 }
local senseless = { transcript = 3, page = 3, token = 3 }
local odd = { transcript = 3, page = 3, token = 3 }
local throttled = { transcript = 4, page = 4, token = 3 }

local WAITS = "answered 429 after %d waits of %d+ s together; come back later"

local rows = {}

local function row(name, what)
  what.fault = name
  rows[#rows + 1] = what
end

-- The same outcome for several faults.
local function all(names, what)
  for name in names:gmatch "%S+" do
    local copy = {}
    for key, value in pairs(what) do
      copy[key] = value
    end
    row(name, copy)
  end
end

-- Below HTTP and in its framing.
all("F1 F1.late", { transcript = "failed", page = 6, token = 6, sent = 2,
  heals = "tpk", set = SLOW,
  matches = "timed out after 0%.%d s while waiting" })
all("F2 F3", { transcript = "failed", page = 6, token = 6, sent = broken,
  heals = "tpk", matches = "broke after %d+ of %d+ body bytes %(curl %d+%)",
  says_page = "undertone: page 2: POST http://127.0.0.1:" })
row("F3.chunked", { transcript = "failed", page = 6, token = 6, sent = broken,
  heals = "tpk", matches = "the connection broke after %d+ body bytes" })
all("F4 F5", { transcript = "failed", page = 5, token = 6, sent = senseless,
  heals = "tpk", matches = "JSON ends early at byte %d+; attempt 3 of 3" })
row("F6", { transcript = "failed", page = 5, token = 6, sent = senseless,
  detail = true, heals = "tpk", matches = "JSON ends early at byte %d+" })
row("F7", { transcript = "failed", page = 6, token = 6, sent = 2,
  heals = "tpk", set = STALL, matches = "%d+ of %d+ body bytes" })
row("F8", { transcript = "failed", page = 5, token = 6, sent = odd,
  heals = "tpk", matches = "Content%-Length headers disagree: %d+ and %d+" })
row("F9", { transcript = "ok", page = 0, token = 0, heals = "tpk" })
row("F10", { transcript = "failed", page = 6, token = 6, sent = 2,
  heals = "tpk", set = STALL, says = " per second (curl 28)" })
row("F10.head", { transcript = "failed", page = 6, token = 6, sent = 2,
  heals = "tpk", set = SLOW, says = "timed out after" })
row("F11", { transcript = "failed", page = 6, token = 6,
  sent = { transcript = 12, page = 12, token = 8 }, heals = "tpk",
  says = "closed before any reply (curl 52)" })
row("F11.idle", { transcript = "ok", page = 0, token = 0, heals = "tpk" })

-- Throttling. Settings give one request three waits; a transcript that is
-- throttled more often is set aside, a run that can get nothing more ends with
-- "come back later".
row("F12", { heals = "tpk", wait = { 2.0, 30 },
  tells = "answered 429 and asks to wait 2 s; next in 2%.%d s" })
row("F12.zero", { transcript = "failed", page = 6, token = 6,
  sent = throttled, heals = "tpk", says = "come back later",
  matches = WAITS })
all("F13 F13.rfc850 F13.asctime F13.ahead F13.behind",
  { heals = "tpk", wait = { 1.0, 30 },
    tells = "answered 429 and asks to wait [123] s; next in [123]%.%d s" })
row("F14", { transcript = "failed", page = 6, token = 6,
  sent = throttled, heals = "tpk", matches = WAITS })
for name, value in pairs { F15 = "soon", ["F15.negative"] = "-5",
  ["F15.decimal"] = "2.5", ["F15.list"] = "3, 4", ["F15.hex"] = "0x10" } do
  row(name, { transcript = "failed", page = 6, token = 6,
    sent = throttled, heals = "tpk", says = "to wait: Retry-After " .. value })
end
row("F15.empty",
  { transcript = "failed", page = 6, token = 6, sent = throttled,
    heals = "tpk", says = "without saying how long to wait" })
row("F16", { transcript = 6, page = 6, token = 6, fails = true, sent = 1,
  says = "asks to wait more than a year, over the limit of 300 s" })
row("F16.epoch", { transcript = 6, page = 6, token = 6, fails = true,
  sent = 1, says = "over the limit of 300 s" })
row("F16.day", { transcript = 6, page = 6, token = 6, fails = true, sent = 1,
  says = "asks to wait 86400 s, over the limit of 300 s" })
all("F17 F18", { transcript = "failed", page = 6, token = 6,
  sent = throttled, heals = "tpk", matches = WAITS,
  once = { call = "transcript", where = "transcript:6-", code = 6, rows = 12,
    ok = 5, says = " conversations are settled in ",
    most = { transcript = 5 + 7 * 4 } } })

-- Statuses.
all("F19 F19.408 F19.425 F19.502 F19.503 F19.504 F19.507 F19.522",
  { transcript = "failed", page = 6, token = 6, sent = broken, heals = "tpk",
    matches = "the service answered %d%d%d[: ].*; attempt (%d) of %1",
    matches_token = "answered %d%d%d %(application/json, %d+ bytes%);"
      .. " attempt (%d) of %1" })
-- One by one, four conversations use up their attempts before an outage can
-- be told from what is wrong with each.
row("F20", { heals = "tpk", once = { call = "transcript", in_flight = 8,
  where = "transcript:1-40", code = 0, rows = 12, ok = 12,
  says = "the service is back", most = { transcript = 60 } } })
for where, most in pairs { ["transcript:2-5"] = { transcript = 16 },
  ["page:2-3"] = { page = 5 }, ["token:1-2"] = { token = 3 } } do
  row("F20", { once = { call = where:match "^%a+", where = where, code = 0,
    rows = 12, ok = 12, most = most } })
end
row("F21", { transcript = "failed", page = 6, token = 6, sent = broken,
  says = "the service answered 503", once = { call = "transcript",
    where = "transcript", code = 6, set = { "fetch.outage_ms=1000" },
    says = "has failed every call for 1 s; come back later",
    most = { transcript = 60 } } })
row("F22", { heals = "tpk" })
row("F23", { transcript = "failed", page = 5, token = 4, sent = 1,
  says = "the service answered 400: {", says_token = "400 bad_request" })
row("F23.405", { transcript = "failed", page = 5, token = 5,
  sent = { transcript = 1, page = 2, token = 1 }, says = "the service answered"
  .. " 405" })
row("F23.410", { transcript = "missing", page = 5, token = 5, sent = 1,
  says = "410" })
all("F23.422 F23.501 F23.505", { transcript = "failed", page = 5, token = 5,
  sent = 1, says = "the service answered " })
-- Each answer for that conversation revokes its neighbours' token as well: one
-- that is hit twice by it looks just like it. Nobody is lost, though.
row("F24", { page = 4, token = 4, sent = { page = 4, token = 4 }, heals = "tp",
  says = "401 to a token that was just issued", says_token = "answered 401",
  once = { call = "transcript", where = "id=call-05", code = 3, rows = 12,
    never = "failed", says = "access denied (HTTP 401)" } })
row("F25", { transcript = "forbidden", page = 4, token = 4,
  sent = { transcript = 2, page = 2, token = 2 },
  heals = "tp", tokens = 2, says = "401 to a token that was just issued",
  says_transcript = "access denied (HTTP 401)", says_token = "answered 401",
  once = { call = "any", where = "transcript", code = 4, says = "401",
    most = { transcript = 36, token = 4 } } })
all("F26 F26.400", { token = 4, sent = 1, says = "invalid_client" })
row("F27", { token = 6, sent = 3, heals = "k", says = "/oauth2/token" })
row("F27.500", { token = 6, sent = 3, heals = "k", says = "/oauth2/token" })
row("F27.slow", { token = 6, sent = 2, heals = "k", set = SLOW,
  says = "/oauth2/token" })
all("F28 F28.zero F28.negative F28.text F28.huge F28.twice",
  { token = 0, tokens = 1, matches = "/?: expires_in is [%w +-]+; the token"
    .. " counts as good for %d+ s" })
all("F28.crlf F28.long F28.none", { token = 4, sent = 1,
  says = "access_token" })
row("F28.type", { token = 4, sent = 1, says = "token_type" })

-- A token revoked in mid-run, and then no new one: what was not asked for is
-- pending, not failed. On kept connections libcurl asks up to 6 times for each
-- of the two attempts.
for _, second in ipairs { { "F1", "timed out" }, { "F3", "broke after" },
  { "F11", "closed before any reply" }, { "F27.500", "answered 500" } } do
  row("F24", { once = { call = "transcript", where = "transcript:5", code = 6,
    also = second[1] .. "@token:2-", says = second[2], rows = 12,
    never = "failed", set = SLOW, most = { token = 13 } } })
end
row("F24", { once = { call = "transcript", where = "transcript:5", code = 5,
  also = "F30@token:2-", says = "is this the address of the token service?",
  most = { token = 2 } } })
row("F29", { transcript = "forbidden", page = 4, token = 4, sent = 1,
  says = "403", says_page = "by its scopes or role?",
  says_transcript = "access denied (HTTP 403)" })
row("F30", { transcript = "missing", page = 5, token = 5, sent = 1,
  says = "404", says_page = "page 2: POST" })
all("F30.202 F30.204", { transcript = "pending", page = 5,
  sent = { transcript = 2, page = 1 }, heals = "t" })

-- Bodies.
row("F31", { transcript = "failed", page = 5, token = 6, sent = senseless,
  heals = "tpk", says = "it is text/html: <!DOCTYPE html>",
  says_token = "not JSON at byte 1" })
row("F31.error", { transcript = "failed", page = 5, token = 4,
  sent = { transcript = 3, page = 3, token = 1 }, heals = "tp",
  says = 'backend unavailable', says_token = "access_token is missing" })
row("F31.empty", { transcript = "failed", page = 5, token = 6,
  sent = senseless, heals = "tpk", says = "the body is empty" })
all("F31.203 F31.206", { transcript = "failed", page = 5, sent = 1,
  matches = "the service answered 20[36] %(application/json, %d+ bytes%)" })
row("F31.object", { transcript = "failed", page = 5, token = 4,
  sent = { transcript = 3, page = 3, token = 1 }, heals = "tp",
  says_transcript = "transcript: expected a list of turns, got an object",
  says_page = "the page has no list 'conversations'" })
row("F31.list", { page = 5, sent = 3, heals = "p",
  says = "the page has no list 'conversations'" })
row("F31.partial", { page = 5, sent = 3, heals = "p",
  says = 'the answer is an error: {"message": "partial"}' })
row("F31.false", { transcript = "failed", page = 5, sent = { transcript = 1,
  page = 3 }, heals = "p", says_transcript = "got a boolean",
  says_page = "the page has no list 'conversations'" })
row("F31.turn", { transcript = "failed", page = 5, token = 4,
  sent = { transcript = 1, page = 3, token = 1 }, heals = "p",
  says_transcript = "transcript[1].text: expected a string, got nothing" })
-- The first of pages 2 and 3 has no id and cannot be asked for.
local nameless = { transcript = 1, page = 2, token = 1 }
local NAMELESS = "without a usable id: 2; nobody can ask for them, they are a"
  .. " gap and left out; the first: page 2: conversations[1].conversationId"

row("F32", { transcript = "failed", page = 3, token = 4, sent = nameless,
  rows = 10, ok = 10, says = "access_token is missing",
  says_transcript = "transcript[1].text: expected a string, got nothing",
  says_page = NAMELESS .. " is missing" })
row("F32.null", { transcript = "failed", page = 3, token = 4, sent = nameless,
  rows = 10, ok = 10, says = "access_token is missing",
  says_transcript = "transcript[1].text: expected a string, got null",
  says_page = NAMELESS .. ": expected a string, got null" })
row("F32.type", { transcript = "failed", page = 3, token = 4, sent = nameless,
  rows = 10, ok = 10, says = "access_token",
  says_transcript = "transcript[1].text: expected a string, got an object",
  says_page = NAMELESS .. ": expected a string, got an object" })

-- Where else the service would send us. A page and a token are asked for by
-- POST, which is not followed.
local ELSEWHERE = "at http://127.0.0.1:%d+ offered a link to another origin, "

all("F33 F33.307", { transcript = 5, page = 5, token = 5, fails = true,
  sent = { transcript = 4, page = 1, token = 1 }, heals = "t",
  matches = "redirects to http://127.0.0.1:%d+/[%w/]+; only a GET is followed",
  matches_transcript = "redirects to http://127.0.0.1:%d+/%S+, after 3 hops" })
all("F34 F34.host F34.scheme", { transcript = 5, page = 5, token = 5,
  fails = true, sent = 1,
  matches = ELSEWHERE .. "https?://[%w.]+:%d+; it was not followed" })
row("F35", { transcript = 5, page = 5, token = 5, fails = true,
  sent = { transcript = 4, page = 1, token = 1 },
  matches = "redirects to http://127.0.0.1:%d+/%S+[,;] .* 3 hops" })
for name, target in pairs { F36 = "file:;", ["F36.ftp"] = "ftp://127.0.0.1:" }
do
  row(name, { transcript = 5, page = 5, token = 5, fails = true, sent = 1,
    matches = ELSEWHERE .. target })
end
row("F36.data", { transcript = 5, page = 5, token = 5, fails = true, sent = 1,
  matches = "offered a link to data:%S+ that .*; it was not followed" })
all("F40 F40.host F40.scheme F41 F41.case F41.dot F41.ipv6 F41.number",
  { page = 5, sent = 1, says = "a link to another origin, " })
all("F41.user F41.slash F41.tab F41.idn", { page = 5, sent = 1,
  matches = "at http://127.0.0.1:%d+ offered a link to %S*:%d+%S* that " })
row("F42", { page = 5, sent = 1,
  matches = "page 2 links to page 2 again %(link hash %x%x%x%x%x%x%x%x%)" })
row("F42.fresh", { page = 5, sent = 4,
  matches = "3 pages in a row.* page 5 %(link hash %x%x%x%x%x%x%x%x%)" })
row("F42.first", { page = 5, sent = 3,
  matches = "again %(link hash %x%x%x%x%x%x%x%x%); stopped" })
all("F43 F43.relative", { page = 0 })
all("F44 F44.object F44.bool", { page = 5, sent = 1, says = "not a text" })
row("F44.long", { page = 5, sent = 1, says = "too long" })
row("F44.empty", { page = 0, rows = 8, ok = 8 })
row("F45", { page = 0, says_page = "ids listed again: 8" })

-- Ids. The tenant does not know the bent one, so its transcript is missing.
all("F46 F46.url F46.dots F46.nul F46.digits F55.id",
  { once = { code = 0, rows = 12, ok = 11 } })
row("F46.long", { once = { code = 3, rows = 12, ok = 11,
  says = "the id cannot be asked for: the path has more than 8192 bytes" } })
row("F46.dot", { once = { code = 3, rows = 12, ok = 11,
  says = "the id cannot be asked for: the path has a segment '.' or '..'" } })

-- Size and coding.
all("F47 F47.nul", { transcript = "failed", page = 5, token = 5, sent = 1,
  matches = "longer than the limit of 16777216 bytes %(max_body_bytes%): broken"
    .. " off after %d+ unpacked bytes" })
all("F47.layers F47.lines", { transcript = "failed", page = 5, token = 6,
  sent = senseless, heals = "tpk", says = "more than one content coding" })
row("F47.transfer", { transcript = "failed", page = 5, token = 6,
  sent = senseless, heals = "tpk", says = "a transfer coding" })
row("F48.coding", { transcript = "failed", page = 5, token = 6,
  sent = senseless, heals = "tpk", says = "content coding" })
all("F48 F48.crc", { transcript = "failed", page = 5, token = 6,
  sent = senseless, heals = "tpk", says = "content unencoding" })
all("F48.cut F48.good", { transcript = "ok", page = 0, token = 0 })
row("F49", { transcript = "failed", page = 5, token = 5, sent = 1,
  matches = "%(max_body_bytes%): broken off after %d+ bytes" })
row("F49.head", { transcript = "failed", page = 5, token = 5, sent = 1,
  says = "(max_header_bytes)" })
all("F50 F50.surrogate", { transcript = "ok", page = 0,
  says_page = "not Unicode",
  says_transcript = "not Unicode and became U+FFFD, the first at byte" })
all("F50.bom F50.charset", { transcript = "ok", page = 0, token = 0 })
row("F50.utf16", { transcript = "failed", page = 5, token = 6,
  sent = senseless, heals = "tpk", says = "UTF-16" })
row("F51", { transcript = "failed", page = 5, token = 6, sent = senseless,
  says = "JSON nested deeper than 64 levels" })
row("F51.keys", { transcript = "failed", page = 5, token = 6,
  sent = senseless, says = "JSON of more than 250000 values" })
row("F51.string", { transcript = "failed", page = 5, token = 5, sent = 1,
  says = "(max_body_bytes)" })
all("F52 F52.infinity", { transcript = "failed", page = 5, token = 6,
  sent = senseless, heals = "tpk", says = "not JSON at byte" })
row("F52.overflow", { transcript = "failed", page = 5, token = 0, tokens = 1,
  sent = { transcript = 3, page = 3, token = 1 }, heals = "tp",
  matches_transcript = "%$%.[%w_.]+ is a number without a finite value",
  matches_page = "%$%.[%w_.]+ is a number without a finite value" })
all("F52.twice F52.digits", { transcript = "ok", page = 0, token = 0 })
all("F54 F54.nul F54.status F54.version", { transcript = "failed", page = 5,
  token = 6, sent = odd, heals = "tpk", says = "(curl " })
row("F55", { transcript = "ok", page = 0, token = 0 })
row("F57", { page = 0 })
-- However long the tenant takes to stop, it has answered its last transcript.
row("F57.stop", { once = { call = "transcript", where = "transcript:6",
  also = "F1@transcript:7-", code = 6, rows = 12, stops = true,
  says = "going on with what is here" } })
row("F57.stop", { once = { where = "page:2", code = 6, says = "page 3: " } })

return rows
