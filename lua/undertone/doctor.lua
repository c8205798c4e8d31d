-- doctor.lua: says which part of the way to the conversations is broken.
-- Walks it in order: environment, output folder, address, connection,
-- sign-in, query, next page, transcripts. Each check prints one line, "ok" or
-- "FAILED what: why → what to try next", "?" when that is not certain; what
-- depends on a failed one is not tried.
-- Sends few requests, waits a few seconds at most, saves nothing, prints no
-- secret.

local advice = require "undertone.advice"
local cxone_client = require "undertone.sources.cxone_client"
local diagnosis = require "undertone.diagnosis"
local failure = require "undertone.failure"
local file = require "undertone.file"
local paging = require "undertone.paging"
local plural = require "undertone.plural"
local sources = require "undertone.sources"
local system = require "undertone.system"
local time = require "undertone.time"
local window = require "undertone.window"

local doctor = {}

-- The most of settings.fetch: the report may be patient, a doctor asks twice.
-- With so few calls the breaker stays closed.
local PATIENCE = {
  attempts = 2, connect_timeout_ms = 5000, timeout_ms = 5000,
  retry_base_ms = 500, retry_throttle_ms = 1000, retry_after_cap_ms = 3000,
  throttle_waits = 1, outage_ms = 5000, breaker_ms = 1000,
}

-- Ends a check with what is known: as failed when there is a code, else in
-- doubt.
local function stop(message, next_thing, code)
  error({ message = message, next = next_thing, code = code,
    is_doubt = not code }, 0)
end

-- Whoever reads along, even through a pipe, sees each line at once.
local function say(format, ...)
  print(format:format(...))
  io.stdout:flush()
end

-- The same settings, less patient.
local function hasten(settings)
  local fetch, hasty = {}, {}
  for name, value in pairs(settings.fetch) do
    fetch[name] = PATIENCE[name] and math.min(value, PATIENCE[name]) or value
  end
  for name, value in pairs(settings) do
    hasty[name] = value
  end
  hasty.fetch = fetch
  return hasty
end

local WAITS = { pause = true, outage = true }
local SILENCE_S = 2 -- longer ones worry

-- What the source reports, for whoever watches a check.
local function tell(self, event)
  local now = system.monotonic()
  if event.kind == "odd" then
    table.insert(self.odd, event.message)
    return
  elseif WAITS[event.kind] then
    say("        %s", event.message)
  elseif event.kind == "waiting" and now - self.heard >= SILENCE_S then
    say("        %s: still waiting", self.check)
  else
    return
  end
  self.heard = now
end

-- --- checks: each returns what is fine, or raises what is not --------------

local function check_environment(self)
  if self.settings.source ~= "cxone" then
    return "not needed by source " .. self.settings.source
  end
  cxone_client.credentials()
  return "client id and secret are set"
end

local function check_folder(self)
  local out = self.settings.out
  failure.check(file.mkdir(out))
  failure.check(file.is_writable(out))
  return out .. " can be written to"
end

local function check_address(self)
  self.source = sources.open(self.settings, function(event)
    tell(self, event)
  end)
  local client = self.source.client
  return client and client:origin() or self.source.label
end

-- A check of the way to a service, which not every source has.
local function of_client(check)
  return function(self)
    local client = self.source.client
    return client and check(self, client) or "not needed"
  end
end

-- Any answer will do; that to "/" may well lead to a page for people.
local function check_connection(_, client)
  local response, why, code, details = client:request { path = "/",
    auth = false, attempts = 1 }
  local status = response and response.status or details.status
  if not response and (status or 0) // 100 ~= 3 then
    failure.check(nil, why, code, details)
  end
  return ("%s answers (HTTP %d)"):format(client:origin(), status)
end

-- What answers 200 and is no token will not be one later.
local function check_sign_in(_, client)
  local token, life, oddity, details = client:sign_in()
  if not token then
    local is_there = oddity == "later" and details and details.status == 200
    failure.check(nil, life, is_there and "http" or oddity, details)
  end
  local lives = ("a token that lives %d s"):format(life // 1)
  return oddity and ("%s, as the service's %s"):format(lives, oddity) or lives
end

-- What the last page was, with what is odd about its entries.
local function describe_page(self, words, ...)
  local text, odd = words:format(...), self.odd
  self.odd = {}
  if odd[1] then
    return ("%s; odd fields: %d, the first %s. They count as not given, and"
      .. " entries without an id are left out; show that to whoever runs the"
      .. " service"):format(text, #odd, odd[1])
  end
  return text
end

local function check_query(self)
  self.span = window.resolve(self.settings.window, time.now())
  self.conversations, self.cursor = self.source:page(self.span)
  local n = #self.conversations
  if n == 0 and not self.cursor then
    return ("the path is right, but there is no conversation from %s to %s")
      :format(self.span.from, self.span.to)
  end
  return describe_page(self, "%s on the first page",
    plural.count(n, "conversation"))
end

-- A guard that has seen the first page and its link.
local function guard_of(self)
  local is_listed = {}
  local guard = paging.guard(self.settings.cxone.max_pages,
    function(conversation)
      return is_listed[conversation.id] or false
    end)
  guard:check(self.conversations, self.cursor)
  for _, conversation in ipairs(self.conversations) do
    is_listed[conversation.id] = true
  end
  return guard
end

-- Follows the first link, as the report follows all of them.
local function check_next_page(self)
  local source = self.source
  if source.is_local then
    return "not needed"
  elseif not self.cursor then
    return "there is only one"
  end
  local guard = guard_of(self)
  local page, cursor = failure.within("page 2", source.page, source, self.span,
    self.cursor)
  local has_news = guard:check(page, cursor)
  if #page > 0 and not has_news then
    failure.raise("refused", "page 2 has no conversation that page 1 had not")
  end
  table.move(page, 1, #page, #self.conversations + 1, self.conversations)
  return describe_page(self, "%s on page 2%s",
    plural.count(#page, "conversation"),
    source.page_method == "GET" and ", with GET in place of POST" or "")
end

local function iterate(list)
  local i = 0
  return function()
    i = i + 1
    return list[i]
  end
end

local function check_transcripts(self)
  if #self.conversations == 0 then
    stop("there is none to ask for", "ask for a longer window: --days 30")
  end
  local found = diagnosis.new(self.settings.not_ready.young_hours, time.now())
  for conversation, result in
    self.source:transcripts(iterate(found:samples(self.conversations))) do
    found:add(conversation, result)
  end
  local text, next_thing, code = found:verdict()
  if next_thing then
    stop(text, next_thing, code)
  end
  return text
end

-- --- the walk ---------------------------------------------------------------

local NO_SCOPE = "give this client the scope or role that reads analytics"
local BAD_LINK = "show that to whoever runs the service; until then ask for"
  .. " what fits on one page: a shorter window, or a larger cxone.page_size"

local TOO_LONG = "the window may be too long: try --days 1; else check the"
  .. " setting cxone.query_path"

-- `needs`: the check without which it cannot be tried. What to try when it
-- fails is `next`, or what advice.lua makes of `known`.
local CHECKS = {
  { name = "environment", run = check_environment,
    next = "before the command: export NAME=value; a file of the secret must"
      .. " be one that you may read" },
  { name = "output folder", run = check_folder,
    next = "choose another folder with --out, or make room" },
  { name = "address", run = check_address, needs = "environment",
    next = "correct that (an address looks like https://host)" },
  { name = "connection", run = of_client(check_connection),
    needs = "address" },
  { name = "sign-in", run = of_client(check_sign_in), needs = "connection",
    known = { setting = "cxone.token_path",
      http = "check the setting cxone.token_path" } },
  { name = "query", run = check_query, needs = "sign-in", known = {
    setting = "cxone.query_path", [400] = TOO_LONG, [422] = TOO_LONG,
    http = "check the setting cxone.query_path against your tenant's API: what"
      .. " it names lists conversations and their ids",
    credentials = NO_SCOPE, refused = BAD_LINK } },
  { name = "next page", run = check_next_page, needs = "query", known = {
    http = BAD_LINK, refused = BAD_LINK, credentials = NO_SCOPE } },
  { name = "transcripts", run = of_client(check_transcripts),
    needs = "query", known = { setting = "cxone.transcript_path" } },
}

local function as_failure(why)
  return type(why) == "string" and { code = "script", message = why } or why
end

-- A failure may begin with the part of the way that it is of.
local function without(prefix, text)
  return text:sub(1, #prefix) == prefix and text:sub(#prefix + 1) or text
end

local function run_check(self, check)
  if check.needs and not self.is_fine[check.needs] then
    say("-       %s: not tried", check.name)
    return
  end
  self.check, self.heard = check.name, system.monotonic()
  local ok, text = xpcall(check.run, as_failure, self)
  self.is_fine[check.name] = ok
  if ok then
    say("ok      %s: %s", check.name, text)
    return
  elseif text.code == "interrupted" then
    failure.raise("interrupted", "interrupted")
  end
  say("%s  %s: %s\n        → %s", text.is_doubt and "?     " or "FAILED",
    check.name, without(check.name .. ": ", text.message), text.next
    or check.next or advice.next_step(text, check.known))
  if text.is_doubt then
    self.is_in_doubt = true
  else
    self.failed = self.failed or { name = check.name, code = text.code }
  end
end

local Walk = {}

function Walk:__close()
  if self.source then
    self.source:close()
  end
end

-- Runs every check; raises a failure of the first failed one's kind, else
-- returns the exit code: 0, or 3 when something could not be told.
function doctor.run(settings)
  local self <close> = setmetatable({ settings = hasten(settings),
    is_fine = {}, odd = {} }, Walk)
  for _, check in ipairs(CHECKS) do
    run_check(self, check)
  end
  if self.failed then
    failure.raise(self.failed.code, "doctor: the check of the %s failed",
      self.failed.name)
  elseif self.is_in_doubt then
    say "\nNothing is known to be wrong, but no transcript could be had."
    return 3
  end
  say "\nAll is well: undertone report.lua can start."
  return 0
end

return doctor
