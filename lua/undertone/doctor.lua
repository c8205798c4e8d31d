-- doctor.lua: says which part of the way to the conversations is broken.
-- Walks it in order: environment, output folder, address, connection,
-- sign-in, query, transcripts. Each check prints one line, "ok" or "FAILED
-- what: why → what to try next", "?" when that is not certain; what depends
-- on a failed one is not tried.
-- Sends few requests, waits a few seconds at most, saves nothing, prints no
-- secret.

local cxone_client = require "undertone.sources.cxone_client"
local diagnosis = require "undertone.diagnosis"
local failure = require "undertone.failure"
local file = require "undertone.file"
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

local THROTTLED = "the service wants fewer calls for now: come back after"
  .. " that time; for a report, see fetch.rate and fetch.retry_after_cap_ms"

-- What to try for a failed transfer, by what its message says ...
local BY_WORDS = {
  { "the proxy answered 407", "put the proxy's user and password into"
    .. " https_proxy: http://user:password@host:port" },
  { "the proxy answered 403", "ask whoever runs the proxy to allow this host,"
    .. " or name it in no_proxy" },
  { "the proxy answered", "check that https_proxy names a proxy, or name this"
    .. " host in no_proxy" },
  { "the proxy hung up", "check the proxy that https_proxy names, or name this"
    .. " host in no_proxy" },
  { "does not speak TLS", "check scheme and port in CXONE_BASE_URL: https"
    .. " needs a port that speaks it" },
  { "401 to a token", "the sign-in works, but the API refuses its token: check"
    .. " that CXONE_BASE_URL is the API of your region, and that this client"
    .. " was made for it (audience)" },
  { "the TLS handshake was cut", "ask whoever runs the firewall to allow this"
    .. " host, or set https_proxy" },
  { "asks to wait", THROTTLED },
  { "answered 429", THROTTLED },
}

-- ... else by libcurl's number in it, else by its code.
local BY_CURL = {
  ["5"] = "check the host name in https_proxy",
  ["6"] = "check the host name in CXONE_BASE_URL, and that DNS works here",
  ["7"] = "check the port in CXONE_BASE_URL, the firewall and https_proxy",
  ["28"] = "try again; if it stays, check firewall and https_proxy (the"
    .. " report itself waits for fetch.timeout_ms)",
  ["52"] = "is this an https port? check CXONE_BASE_URL",
  ["56"] = "try again; if it stays, check firewall and https_proxy",
}
local BY_CODE = {
  tls = "check the host name; for a private authority set fetch.ca_file to"
    .. " its certificate (PEM)",
  credentials = "check the client id and secret, and that they belong to"
    .. " this service",
  later = "the service is not there now; try again later",
}

-- What to try next when a transfer failed with that message and code;
-- by_code says it better for some codes.
function doctor.next_step(message, code, by_code)
  for _, row in ipairs(BY_WORDS) do
    if message:find(row[1], 1, true) then
      return row[2]
    end
  end
  local number = message:match "%(curl (%d+)%)" or ""
  return by_code and by_code[code] or BY_CURL[number] or BY_CODE[code]
    or "try again; --help names the settings"
end

-- Ends a check as failed.
local function fail(code, next_thing, format, ...)
  error({ code = code, next = next_thing, message = format:format(...) }, 0)
end

-- Ends it with what is known, when that is not enough to call it fine.
local function doubt(next_thing, message)
  error({ is_doubt = true, next = next_thing, message = message }, 0)
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
  if WAITS[event.kind] then
    say("        %s", event.message)
  elseif event.kind == "waiting" and now - self.heard >= SILENCE_S then
    say("        %s: still waiting", self.check)
  else
    return
  end
  self.heard = now
end

-- --- checks: each returns what is fine, or fails ---------------------------

local function check_environment(self)
  if self.settings.source ~= "cxone" then
    return "not needed by source " .. self.settings.source
  end
  local ok, why = pcall(cxone_client.credentials)
  if not ok then
    fail(why.code, "before the command: export NAME=value; a file of the"
      .. " secret must be one that you may read", "%s", why.message)
  end
  return "client id and secret are set"
end

local function check_folder(self)
  local out = self.settings.out
  for _, try in ipairs { file.mkdir, file.is_writable } do
    local ok, message = try(out)
    if not ok then
      fail("storage", "choose another folder with --out, or make room",
        "%s", message)
    end
  end
  return out .. " can be written to"
end

local function check_address(self)
  local ok, source = pcall(sources.open, self.settings, function(event)
    tell(self, event)
  end)
  if not ok then
    fail(source.code, "correct that (an address looks like https://host)",
      "%s", source.message)
  end
  self.source = source
  return source.client and source.client:origin() or source.label
end

local function check_connection(self)
  local client = self.source.client
  if not client then
    return "not needed"
  end
  local response, message, code = client:request { path = "/", auth = false,
    attempts = 1 }
  if not response then
    fail(code, doctor.next_step(message, code), "%s", message)
  end
  return ("%s answers (HTTP %d)"):format(client:origin(), response.status)
end

local function check_sign_in(self)
  local client = self.source.client
  if not client then
    return "not needed"
  end
  local token, life, detail = client:sign_in()
  if not token then
    fail(detail, detail == "http" and "check the setting cxone.token_path"
      or doctor.next_step(life, detail), "%s", life)
  end
  local lives = ("a token that lives %d s"):format(life // 1)
  return detail and ("%s, as the service's %s"):format(lives, detail) or lives
end

local QUERY_NEXT = {
  http = "check the setting cxone.query_path against your tenant's API",
  credentials = "give this client the scope or role that reads analytics",
}

local function check_query(self)
  local span = window.resolve(self.settings.window, time.now())
  local ok, page = pcall(self.source.page, self.source, span)
  if not ok then
    fail(page.code, doctor.next_step(page.message, page.code, QUERY_NEXT),
      "%s", page.message)
  end
  self.conversations = page
  local n = #page
  if n == 0 then
    return ("the path is right, but there is no conversation from %s to %s")
      :format(span.from, span.to)
  end
  return plural.count(n, "conversation") .. " on the first page"
end

local function iterate(list)
  local i = 0
  return function()
    i = i + 1
    return list[i]
  end
end

local function check_transcripts(self)
  if not self.source.client then
    return "not needed"
  elseif #self.conversations == 0 then
    doubt("ask for a longer window: --days 30", "there is none to ask for")
  end
  local found = diagnosis.new(self.settings.not_ready.young_hours, time.now())
  for conversation, result in
    self.source:transcripts(iterate(found:samples(self.conversations))) do
    found:add(conversation, result)
  end
  local text, next_thing, code = found:verdict()
  if code then
    fail(code, next_thing, "%s", text)
  elseif next_thing then
    doubt(next_thing, text)
  end
  return text
end

-- --- the walk ---------------------------------------------------------------

-- `needs`: only when all before went well.
local CHECKS = {
  { name = "environment", run = check_environment },
  { name = "output folder", run = check_folder },
  { name = "address", run = check_address, needs = true },
  { name = "connection", run = check_connection, needs = true },
  { name = "sign-in", run = check_sign_in, needs = true },
  { name = "query", run = check_query, needs = true },
  { name = "transcripts", run = check_transcripts, needs = true },
}

local function as_failure(why)
  return type(why) == "string" and { code = "script", message = why } or why
end

local function run_check(self, check)
  if check.needs and self.failed then
    say("-       %s: not tried", check.name)
    return
  end
  self.check, self.heard = check.name, system.monotonic()
  local ok, text = xpcall(check.run, as_failure, self)
  if ok then
    say("ok      %s: %s", check.name, text)
    return
  end
  say("%s  %s: %s\n        → %s", text.is_doubt and "?     " or "FAILED",
    check.name, text.message,
    text.next or doctor.next_step(text.message, text.code))
  if text.is_doubt then
    self.is_in_doubt = true
  else
    self.failed = self.failed or { name = check.name, code = text.code }
  end
end

-- Runs every check; raises a failure of the first failed one's kind, else
-- returns the exit code: 0, or 3 when something could not be told.
function doctor.run(settings)
  local self = { settings = hasten(settings) }
  for _, check in ipairs(CHECKS) do
    run_check(self, check)
  end
  if self.source then
    self.source:close()
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
