-- cxone.lua: conversations and transcripts of a CXone-like service.
-- Speaks the tutorial's contract: a paged query with nextLink, then one
-- transcript per conversation. Paths are settings; cxone_client.lua signs in,
-- and undertone.http sees to it that the token goes to that origin only.

local answer = require "undertone.answer"
local cxone_client = require "undertone.sources.cxone_client"
local failure = require "undertone.failure"
local http = require "undertone.http"
local json = require "undertone.json"
local metadata = require "undertone.metadata"
local transcript = require "undertone.transcript"

local cxone = {}

-- Conversations that failed and wait for their next attempt hold up no other
-- until there are so many.
local MOST_DELAYED = 1000

local Source = {}
Source.__index = Source

-- A source for the settings; on_event is told of retries, waits, what was
-- mended on a page, and of what is odd about its entries: { kind = "odd",
-- field =, message = }, where an entry without a usable "conversationId" is
-- left out.
function cxone.open(settings, on_event)
  local client, origin, mark = cxone_client.open(settings, on_event)
  return setmetatable({
    options = settings.cxone,
    label = "cxone at " .. origin,
    on_event = on_event or function() end,
    identity = ("cxone %s%s %s client %s"):format(origin,
      settings.cxone.query_path, settings.cxone.transcript_path, mark),
    client = client,
    page_method = "POST", -- of every page but the first
    ahead = 2 * settings.fetch.concurrency, -- so that none waits for us
  }, Source)
end

function Source:close()
  self.client:close()
end

Source.__close = Source.close

-- The tutorial's body is not documented beyond its window and page size;
-- services that read other names for the window find theirs here too.
local function query_body(self, window)
  return json.encode_compact {
    interval = window.from .. "/" .. window.to,
    dateFrom = window.from, dateTo = window.to,
    pageSize = self.options.page_size, order = "asc",
  }
end

-- A page with an error has not all, if anything, that was asked for.
local function decode_page(body, response)
  local page, why = answer.decode(body, response)
  local fault = answer.error_of(page)
  if page == nil then
    return nil, why
  elseif fault then
    return nil, fault
  elseif not answer.has_list(page, "conversations", body) then
    return nil, "the page has no list 'conversations'"
  end
  return page, why
end

local function hint_for(status, is_first)
  if status == 403 then
    return " (may this client read analytics, by its scopes or role?)"
  elseif status == 404 and is_first then
    return " (is the path right? it is the setting cxone.query_path)"
  end
  return ""
end

-- Without a page the run cannot go on, so its failure says what would help:
-- coming back later, or not trusting an answer past all limits.
local function page_code(code, details)
  local status = details and details.status or 0
  if code == "http" and http.is_passing(status) then
    return "later"
  elseif code == "limit" then
    return "refused"
  end
  return code
end

local function request_page(self, path, body, method)
  local response, why, code, details = self.client:request {
    method = method, path = path, decode = decode_page,
    json_body = method == "POST" and body or nil }
  if not response then
    failure.check(nil, why, page_code(code, details), details)
  end
  return response
end

-- Follow-up pages are asked for as the first one was; a service that only
-- lets them be read (405) gets GET from then on.
local function fetch_page(self, path, body, is_first)
  local method = is_first and "POST" or self.page_method
  local response = request_page(self, path, body, method)
  if response.status == 405 and not is_first and method == "POST" then
    self.page_method = "GET"
    response = request_page(self, path, body, "GET")
  end
  if not response.value then
    failure.check(nil, response.description
      .. hint_for(response.status, is_first),
      response.status == 403 and "credentials" or "http", response)
  end
  if response.note then
    self.on_event { kind = "mended", message = response.note }
  end
  return response.value
end

-- The cursor after a page: the link resolved on our origin, or nil.
local function next_cursor(self, page, from)
  local link = json.value(page.nextLink)
  if link == nil or link == "" then
    return nil
  end
  return failure.check(self.client:resolve(link, from))
end

-- The conversations of a page, and what is odd about its entries. Those that
-- nobody could ask for are left out.
local function read_entries(entries)
  local conversations, odd = {}, {}
  for index, entry in ipairs(entries) do
    local conversation, faults = metadata.read(entry)
    conversations[#conversations + 1] = conversation
    for _, fault in ipairs(faults) do
      odd[#odd + 1] = { kind = "odd", field = fault.field,
        message = ("conversations[%d]%s%s"):format(index, fault.words,
          conversation and ", of the id " .. http.show(conversation.id) or "") }
    end
  end
  return conversations, odd
end

-- One page: its conversations and the cursor of the next one (nil at the
-- end). A nil cursor asks for the first page, which is another API's when it
-- has entries and none can be used.
function Source:page(window, cursor)
  local path = cursor or self.options.query_path
  local page = fetch_page(self, path, query_body(self, window), not cursor)
  local conversations, odd = read_entries(page.conversations)
  if not cursor and odd[1] and not conversations[1] then
    failure.raise("http", "%s", odd[1].message)
  end
  for _, event in ipairs(odd) do
    self.on_event(event)
  end
  return conversations, next_cursor(self, page, path)
end

-- Goes on where an earlier run was told to wait; see Client:hold.
function Source:hold(wait)
  self.client:hold(wait.ms, wait.waits, wait.waited_ms)
end

local BY_STATUS = {
  [202] = "pending", [204] = "pending", [401] = "forbidden",
  [403] = "forbidden", [404] = "missing", [410] = "missing",
}

local REASONS = {
  pending = "not ready yet", forbidden = "access denied",
  missing = "no transcript",
}

-- Without method and address, so that equal reasons count as one.
local function cause_of(why)
  return why:match("^%u+ %S+: (.+)$") or why
end

local function failed(why, code)
  return { status = "failed", reason = cause_of(why), detail = why,
    code = code }
end

-- The status and reason of an answer without a transcript.
local function read_status(response)
  local status = BY_STATUS[response.status]
  if status then
    return { status = status, reason = ("%s (HTTP %d)"):format(
      REASONS[status], response.status) }
  end
  return failed(response.description, "http")
end

-- Failures that end the run instead of one conversation, but for a token that
-- the service refuses for it alone.
local FATAL = { credentials = true, refused = true, tls = true,
  interrupted = true, memory = true, storage = true, invalid = true }

-- Whether the client stopped because of the service, or of the credentials:
-- nothing is wrong with the request.
local function is_away(code, details)
  return details.ending == "stopped"
    and (not FATAL[code] or code == "credentials")
end

local function read_transcript(conversation, response)
  local result = transcript.result(response.value, conversation.start_time)
  result.reason = result.reason or response.note
  return result
end

local function result_of(conversation, response, why, code, details)
  local result
  if response then
    result = response.value ~= nil and read_transcript(conversation, response)
      or read_status(response)
  elseif code == "credentials" then
    result = read_status(details)
  elseif FATAL[code] then
    failure.check(nil, why, code, details)
  else
    result = failed(why, code)
    result.is_out_of_budget = details.ending == "out_of_budget"
  end
  local last = response or details
  result.attempts, result.http_status = last.attempts, last.status
  return result
end

-- A decoded {} looks like [], but only its text has a brace.
local function decode_transcript(body, response)
  local value, why = answer.decode(body, response)
  local fault = answer.error_of(value)
  if fault then
    return nil, fault
  elseif type(value) == "table" and next(value) == nil
    and body:find("{", 1, true) then
    return nil, "transcript: expected a list of turns, got an object"
  end
  return value, why
end

-- Whether it was asked for in vain before: when it fails again, it is more
-- likely to be its own fault than that the service is away.
local function is_doubted(conversation)
  return conversation.status == "failed" or conversation.status == "forbidden"
    or conversation.status == "pending" and conversation.not_ready == 0
    and conversation.attempts > 0
end

-- Why the id cannot be asked for, if so. A client that has stopped takes no
-- more, but still holds answers: the run ends after them.
local function submit(self, conversation)
  local ok, why, code = self.client:submit { conversation = conversation,
    decode = decode_transcript, doubted = is_doubted(conversation),
    path = self.options.transcript_path:format(
      http.escape(conversation.id)) }
  if code == "invalid" then
    return why
  elseif not ok then
    self.ending = { code = code, why = why }
  end
  return nil
end

-- Whether more could be sent than is there to be sent.
local function has_room(self)
  local pending, delayed = self.client:pending()
  return pending - delayed < self.ahead and delayed < MOST_DELAYED
end

-- Asks for more while few are under way, up to a conversation whose id cannot
-- be asked for, which is kept.
local function ask_ahead(self, next_conversation)
  while not self.ending and not self.refused and has_room(self) do
    local conversation = next_conversation()
    if not conversation then
      return
    end
    local why = submit(self, conversation)
    self.refused = why and { conversation = conversation, why = why }
  end
end

-- That conversation, once, and its result; nil when there is none.
local function take_refused(self)
  local refused = self.refused
  if not refused then
    return nil
  end
  self.refused = nil
  return refused.conversation, { status = "failed", attempts = 0,
    reason = "the id cannot be asked for: " .. refused.why }
end

-- What was sent, but not answered before the client stopped. It has been asked
-- for in vain: alone, it does not stop the next run as well.
local function unanswered(self, attempts)
  local is_refused = self.ending.code == "credentials"
  return { status = "pending", is_unanswered = true, attempts = attempts,
    reason = (is_refused and "" or "the service was away: ")
      .. cause_of(self.ending.why) }
end

-- The next conversation whose answer comes in, and its result; nil at the end.
-- Of a service that goes away this is known when nothing is left under way.
local function receive(self)
  while true do
    local request, response, why, code, details = self.client:wait()
    if not request and (why or self.ending) then
      failure.raise(code or self.ending.code, "%s", why or self.ending.why)
    elseif not request then
      return take_refused(self)
    elseif response or not is_away(code, details) then
      return request.conversation,
        result_of(request.conversation, response, why, code, details)
    end
    self.ending = self.ending or { code = code, why = why }
    if details.attempts > 0 then
      return request.conversation, unanswered(self, details.attempts)
    end
  end
end

-- Downloads transcripts, several at a time: takes an iterator of
-- conversations, returns an iterator of (conversation, result) in the order
-- they arrive. result = { status =, turns =, reason =, detail =, attempts =,
-- http_status = (of the last answer, if it could be read), code = (of a
-- failure, as in http.lua), is_out_of_budget =, is_unanswered = (the service
-- went away) }. Raises when it went away, after what was under way.
-- before_waiting(), if given, is called when there is nothing to hand out,
-- before more is asked for.
function Source:transcripts(next_conversation, before_waiting)
  local has_more = true
  local function next_once()
    local conversation = has_more and next_conversation() or nil
    has_more = conversation ~= nil
    return conversation
  end
  local function ask()
    ask_ahead(self, next_once)
  end
  self.client:feed(ask)
  return function()
    ask()
    if self.refused then
      return take_refused(self)
    elseif before_waiting and not self.client:is_ready() then
      before_waiting()
    end
    return receive(self)
  end
end

return cxone
