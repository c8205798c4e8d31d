-- advice.lua: what to try next when the way to the service is broken.
-- Goes by what a failure tells: the HTTP status, words that only one cause
-- has, libcurl's number, and the failure's code, in that order.

local advice = {}

local THROTTLED = "the service wants fewer calls for now: come back after"
  .. " that time; for a report, see fetch.rate and fetch.retry_after_cap_ms"

-- By what the message says ...
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
  { "the TLS handshake was cut", "check the port in CXONE_BASE_URL; else ask"
    .. " whoever runs the firewall to allow this host, or set https_proxy" },
  { "offered a link to another origin", "if you know that as your service's"
    .. " address, set CXONE_BASE_URL to it; else show it to whoever runs the"
    .. " service" },
  { "longer than the limit", "check that CXONE_BASE_URL is that of the API; if"
    .. " such answers are right, raise that limit of fetch" },
  { "cxone.max_pages", "raise the setting cxone.max_pages, or shorten the"
    .. " window" },
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

-- What the status says where `known` has it, as in next_step.
local function by_status(http_status, known)
  if http_status >= 300 and http_status < 400 and known.setting then
    return ("set %s to where that leads; should it be another origin, and one"
      .. " that you know as your service's, set CXONE_BASE_URL to it")
      :format(known.setting)
  end
  return known[http_status]
end

local function by_words(message)
  for _, row in ipairs(BY_WORDS) do
    if message:find(row[1], 1, true) then
      return row[2]
    end
  end
  return nil
end

-- What to try next after a failure: { message =, code =, http_status = }.
-- `known` says it better for some codes and statuses, which are its keys, and
-- names the `setting` that holds the path.
function advice.next_step(why, known)
  known = known or {}
  local number = why.message:match "%(curl (%d+)%)" or ""
  return by_status(why.http_status or 0, known) or by_words(why.message)
    or known[why.code] or BY_CURL[number] or BY_CODE[why.code]
    or "try again; --help names the settings"
end

return advice
