-- http.lua: many requests to one service, none lost without a word.
-- Retries, pacing, pauses and origin rules are those of src/core/fetch.h.
--
--   local client <close> = http.client{
--     origin = "https://host[/prefix]",  -- the only place ever talked to;
--                                        -- plain http only to loopback
--     sign_in = function(client)         -- called when a token is missing,
--       return token, lifetime_seconds,  -- about to expire or refused
--         oddity                         -- or nil, message, code; what it
--     end,                               -- asks for needs auth = false
--     on_event = function(event) end,    -- { kind=, message=, wait_ms=,
--                                        --   waits=, waited_ms=, status= };
--                                        --   kind: retry, pause, outage,
--                                        --   recover; token, once: what the
--                                        --   first oddity of sign_in was
--     on_wait = function() end,          -- called several times a second
--                                        -- while nothing comes
--     concurrency = 8, rate = 0, timeout_ms = 120000, ca_file = nil, ...
--   }                                    -- every option: src/bind/http.c
--
-- A request: { path = "/…?…", method = "GET", headers = {}, form = {…} or
-- json_body = string or body = string, auth = true, attempts = nil (a number
-- stands apart from the budget of repeats that all others share),
-- doubted = false (it failed before: its failures say little of the service),
-- decode = function(body, response) return value | nil, why end, … any other
-- field is the caller's }. A form, JSON or other body makes it a POST. `decode`
-- judges the body of a 200: without a value the request is repeated, twice at
-- most; the value is response.value, its second result response.note.
-- A response: { status=, body=, headers={lower-case name = value}, attempts=,
-- value=, description= }. Final answers such as 404 or 403 are responses too;
-- of any but a 200 the description says what was asked and answered, for a
-- message: "GET https://host/path: the service answered 410: …".
-- A failure: nil, message, code, { status=, attempts=, reason=, ending= }; code
-- is one of network timeout tls refused credentials later http limit
-- interrupted invalid memory, ending one of alone, out_of_budget (too many
-- others failed, it had attempts left), set_aside (it used up its waits, the
-- client goes on with the others) and stopped: a sign-in that fails, for
-- whatever reason, a new token that is refused for several requests, and most
-- "later" stop the client, and everything still queued or under way ends so,
-- though nothing is wrong with it.

local core = require "undertone.core.http"
local failure = require "undertone.failure"
local keys = require "undertone.keys"
local sign_in = require "undertone.http_sign_in"

local http = {}

local Client = {}
Client.__index = Client

-- Percent-encodes an id or a value for one path segment or query field.
http.escape = core.escape

-- Text from outside made fit for a message: escaped, at most 80 bytes of it.
http.show = core.show

-- What keeps a text from being a token, or nil; and the life to go by for the
-- seconds that a service gave, or did not give.
http.token_fault = core.token_fault
http.token_life = core.token_life

-- Whether a status (0: there was none) is one that the client repeats: what
-- still ends with it may fare better later.
http.is_passing = core.is_passing

-- application/x-www-form-urlencoded, keys sorted; also fits a query.
function http.form(fields)
  local parts = {}
  for i, key in ipairs(keys.sorted(fields)) do
    parts[i] = core.escape(key) .. "=" .. core.escape(tostring(fields[key]))
  end
  return table.concat(parts, "&")
end

local function body_of(request)
  if request.form then
    return http.form(request.form), "application/x-www-form-urlencoded"
  elseif request.json_body then
    return request.json_body, "application/json"
  end
  return request.body, request.body and "application/octet-stream"
end

local function headers_of(request, content_type)
  local given = request.headers or {}
  local list, has_type, has_accept = {}, false, false
  for _, name in ipairs(keys.sorted(given)) do
    has_type = has_type or name:lower() == "content-type"
    has_accept = has_accept or name:lower() == "accept"
    list[#list + 1] = name
    list[#list + 1] = given[name]
  end
  if content_type and not has_type then
    table.move({ "Content-Type", content_type }, 1, 2, #list + 1, list)
  end
  if not has_accept then
    table.move({ "Accept", "application/json" }, 1, 2, #list + 1, list)
  end
  return list
end

-- What the engine needs to know of a request.
local function order_of(request)
  local body, content_type = body_of(request)
  return {
    request = request,
    method = request.method or (body and "POST" or "GET"),
    path = request.path,
    headers = headers_of(request, content_type),
    body = body,
    attempts = request.attempts,
    doubted = request.doubted,
    auth = request.auth ~= false,
  }
end

function http.client(options)
  local engine_options = {}
  for name, value in pairs(options) do
    engine_options[name] = value
  end
  engine_options.sign_in = nil
  engine_options.on_event, engine_options.on_wait = nil, nil
  local engine, message, code = core.new(engine_options)
  if not engine then
    return nil, message, code
  end
  return setmetatable({
    engine = engine,
    sign_in = options.sign_in,
    on_event = options.on_event,
    on_wait = options.on_wait,
    unclaimed = {}, -- outcomes nobody has waited for yet
    first = 1,
    last = 0,
  }, Client)
end

local function report_events(self)
  local event = self.engine:event()
  while event do
    if self.on_event then
      self.on_event(event)
    end
    event = self.engine:event()
  end
end

-- What waits for the token that it is to bring would wait for ever.
local function check_needs(self, request)
  if self.is_signing_in and request.auth ~= false then
    failure.raise("usage", "sign_in asks for %s with a token, which it is there"
      .. " to bring: give that request auth = false", core.show(request.path))
  end
end

-- Keeps an outcome for whoever waits for this request.
local function settle(self, order, ...)
  local outcome = table.pack(...)
  if order.is_awaited then
    order.outcome = outcome
  else
    self.last = self.last + 1
    outcome.request = order.request
    self.unclaimed[self.last] = outcome
  end
end

local function judge(self, order, response)
  local decode = order.request.decode
  if not decode or response.status ~= 200 then
    return settle(self, order, response)
  end
  local value, why = decode(response.body, response)
  if value ~= nil then
    response.value, response.note = value, why
    return settle(self, order, response)
  end
  local again, message, code, details =
    self.engine:reject(order, why or "the answer makes no sense")
  if not again then
    settle(self, order, nil, message, code, details)
  end
end

-- One step: true while there is something to wait for, false when idle, or
-- nil, message, code.
local function advance(self)
  local news, order, a, b, c = self.engine:next()
  report_events(self)
  if news == "result" then
    judge(self, order, a)
  elseif news == "failed" then
    settle(self, order, nil, a, b, c)
  elseif news == "sign_in" then
    sign_in.run(self)
  elseif news == "waiting" and self.on_wait then
    self.on_wait()
  elseif news == nil then
    return nil, order, a
  end
  return news ~= "idle"
end

-- Queues a request: true, or nil, message, code when the client is stopped
-- or the path is not one that may be asked for.
function Client:submit(request)
  check_needs(self, request)
  return self.engine:submit(order_of(request))
end

-- From now on wait() calls more() before each step that may take time: it may
-- submit what there is room for meanwhile.
function Client:feed(more)
  self.more = more
end

-- The next outcome, in the order in which they come in: request, response |
-- request, nil, message, code, details. Nothing when nothing is queued;
-- nil, nil, message, code when interrupted (a request is never lost: what was
-- under way stays under way).
function Client:wait()
  while self.first > self.last do
    if self.more then
      self.more()
    end
    local is_going_on, message, code = advance(self)
    if is_going_on == nil then
      return nil, nil, message, code
    elseif not is_going_on and self.first > self.last then
      return nil
    end
  end
  local outcome = self.unclaimed[self.first]
  self.unclaimed[self.first] = nil
  self.first = self.first + 1
  return outcome.request, table.unpack(outcome, 1, outcome.n)
end

-- Sends one request ahead of the queue and waits for it: response, or nil,
-- message, code, details. The queue goes on meanwhile.
function Client:request(request)
  check_needs(self, request)
  local order = order_of(request)
  order.urgent, order.is_awaited = true, true
  local ok, message, code = self.engine:submit(order)
  while ok and not order.outcome do
    ok, message, code = advance(self)
  end
  if not ok then
    return nil, message, code, { attempts = 0, reason = message }
  end
  return table.unpack(order.outcome, 1, order.outcome.n)
end

-- How many requests were submitted whose outcome has not been handed out yet,
-- and how many of these only wait for the time of their next attempt.
function Client:pending()
  local pending, delayed = self.engine:pending()
  return pending + self.last - self.first + 1, delayed
end

-- Whether the next outcome is here already, so that wait() sends nothing.
function Client:is_ready()
  return self.first <= self.last or self.engine:is_ready()
end

-- Goes on where another client was told to wait: nothing is sent for wait_ms,
-- and what waited already (`waits` and `waited_ms` of its last pause event)
-- counts until the service answers with something else.
function Client:hold(wait_ms, waits, waited_ms)
  self.engine:hold(wait_ms, waits, waited_ms)
end

-- Path and query of a link found on the page at `from`, to be requested next;
-- nil, message, "refused" when it leaves the origin or its prefix.
function Client:resolve(link, from)
  if type(link) ~= "string" then
    return nil, ("the service offered a link that is a %s, not a text")
      :format(type(link)), "refused"
  end
  return self.engine:resolve(link, from)
end

-- Keeps a secret out of all answers from now on: asterisks stand for it, as
-- they do for the token in the answers to what was sent with it. Texts of less
-- than 8 bytes stay. A sign_in does so with what it signs in with.
function Client:hide(secret)
  return self.engine:hide(secret)
end

-- { requests=, retries=, throttled=, bytes=, pause_ms=, rate=, queued=,
-- in_flight= }: counts since the start; pause_ms is how much longer everybody
-- waits, rate how many requests per second may go now (0: no limit).
function Client:stats()
  return self.engine:stats()
end

function Client:origin()
  return self.engine:origin()
end

function Client:close()
  self.engine:close()
end
Client.__close = Client.close

return http
