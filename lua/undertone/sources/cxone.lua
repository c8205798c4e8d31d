-- cxone.lua: conversations and transcripts of a CXone-like service.
-- Speaks the tutorial's contract: a token from the client credentials, a
-- paged query with nextLink, one transcript per conversation. Paths and
-- field names are settings; the token goes to the configured origin only,
-- which undertone.http sees to.

local failure = require "undertone.failure"
local http = require "undertone.http"
local json = require "undertone.json"
local metadata = require "undertone.metadata"
local oauth = require "undertone.oauth"
local transcript = require "undertone.transcript"

local cxone = {}

local DEFAULT_BASE_URL = "https://api-us-1.nice.incontact.com"

local Source = {}
Source.__index = Source

local function secret_from_file(path)
  local file, why = io.open(path, "r")
  if not file then
    failure.raise("credentials", "CXONE_CLIENT_SECRET_FILE: %s", why)
  end
  local secret = file:read("l")
  file:close()
  return secret
end

-- Client id and secret from the environment; names what is missing.
local function credentials()
  local id = os.getenv("CXONE_CLIENT_ID") or ""
  local secret = os.getenv("CXONE_CLIENT_SECRET") or ""
  local secret_file = os.getenv("CXONE_CLIENT_SECRET_FILE") or ""
  if secret == "" and secret_file ~= "" then
    secret = secret_from_file(secret_file) or ""
  end
  local missing = {}
  if id == "" then
    missing[#missing + 1] = "CXONE_CLIENT_ID"
  end
  if secret == "" then
    missing[#missing + 1] = "CXONE_CLIENT_SECRET"
  end
  if #missing > 0 then
    failure.raise("credentials", "no credentials: set the environment"
      .. " variable %s", table.concat(missing, " and "))
  end
  return id, secret
end

local function base_url(settings)
  local from_environment = os.getenv("CXONE_BASE_URL")
  return settings.cxone.base_url
    or from_environment ~= "" and from_environment or DEFAULT_BASE_URL
end

local function open_client(settings, origin, on_event)
  local id, secret = credentials()
  local fetch = settings.fetch
  return failure.check(http.client {
    origin = origin,
    concurrency = fetch.concurrency,
    rate = fetch.rate or nil,
    attempts = fetch.attempts,
    timeout_ms = fetch.timeout_ms,
    connect_timeout_ms = fetch.connect_timeout_ms,
    max_body_bytes = fetch.max_body_bytes,
    ca_file = fetch.ca_file or nil,
    on_event = on_event,
    sign_in = oauth.client_credentials {
      path = settings.cxone.token_path, client_id = id, client_secret = secret,
    },
  })
end

-- A source for the settings; on_event is told of retries and waits.
function cxone.open(settings, on_event)
  local origin = base_url(settings)
  return setmetatable({
    options = settings.cxone,
    identity = "cxone " .. origin,
    client = open_client(settings, origin, on_event),
    page_method = "POST",
  }, Source)
end

function Source:close()
  self.client:close()
end

-- The tutorial's body is not documented beyond its window and page size;
-- services that read other names for the window find theirs here too.
local function query_body(self, window)
  return json.encode_compact {
    interval = window.from .. "/" .. window.to,
    dateFrom = window.from, dateTo = window.to,
    pageSize = self.options.page_size, order = "asc",
  }
end

local function request_page(self, path, body)
  local request = { method = self.page_method, path = path,
    operation = "conversation query" }
  if self.page_method == "POST" then
    request.json_body = body
  end
  return failure.check(self.client:request(request))
end

-- Follow-up pages are asked for as the first one was; a service that only
-- lets them be read (405) gets GET from then on.
local function fetch_page(self, path, body, is_first)
  local response = request_page(self, path, body)
  if response.status == 405 and not is_first and self.page_method == "POST"
  then
    self.page_method = "GET"
    response = request_page(self, path, body)
  end
  if response.status ~= 200 then
    failure.raise(response.status == 403 and "credentials" or "http",
      "conversation query: %s answered %d%s", path:match("^[^?]*"),
      response.status, response.status == 403
        and "; may this client read analytics (its scopes or role)?"
        or response.status == 404
        and "; is the path right (setting cxone.query_path)?" or "")
  end
  return response.body
end

local function decode_page(body)
  local page, why = json.decode(body)
  if page == nil then
    failure.raise("http", "conversation query: the page is not JSON (%s);"
      .. " it begins with %q", why, body:sub(1, 40))
  elseif type(page) ~= "table" or type(page.conversations) ~= "table" then
    failure.raise("http",
      "conversation query: the page has no list 'conversations'")
  end
  return page
end

-- The cursor after a page: the link resolved on our origin, or nil.
local function next_cursor(self, page)
  local link = json.value(page.nextLink)
  if link == nil or link == "" then
    return nil
  elseif type(link) ~= "string" then
    failure.raise("refused", "nextLink: expected a string, got %s",
      type(link))
  end
  return failure.check(self.client:resolve(link))
end

-- One page: its conversations and the cursor of the next one (nil at the
-- end). A nil cursor asks for the first page.
function Source:page(window, cursor)
  local body = fetch_page(self, cursor or self.options.query_path,
    query_body(self, window), cursor == nil)
  local page = decode_page(body)
  local conversations = {}
  for index, entry in ipairs(page.conversations) do
    conversations[index] = metadata.conversation(entry,
      ("conversations[%d]"):format(index))
  end
  return conversations, next_cursor(self, page)
end

local BY_STATUS = {
  [202] = "pending", [204] = "pending", [403] = "forbidden",
  [404] = "missing", [410] = "missing",
}

local REASONS = {
  pending = "not ready yet", forbidden = "access denied",
  missing = "no transcript",
}

local function read_transcript(conversation, response)
  local status = BY_STATUS[response.status]
  if status then
    return { status = status, reason = ("%s (HTTP %d)"):format(
      REASONS[status], response.status) }
  elseif response.status ~= 200 then
    return { status = "failed", reason = "HTTP " .. response.status }
  end
  local body, why = json.decode(response.body)
  if body == nil then
    return { status = "failed", reason = "not JSON: " .. why }
  end
  return transcript.result(body, conversation.start_time)
end

local function result_of(conversation, response, why, code, details)
  local result
  if response then
    result = read_transcript(conversation, response)
  elseif cxone.is_fatal(code) then
    failure.raise(code, "%s", why)
  else
    result = { status = "failed", reason = why }
  end
  result.attempts = response and response.attempts
    or details and details.attempts or 1
  return result
end

local FATAL = { credentials = true, refused = true, tls = true, later = true,
  interrupted = true, memory = true, storage = true }

-- Whether a failure ends the run instead of one conversation.
function cxone.is_fatal(code)
  return FATAL[code] == true
end

-- Downloads transcripts, several at a time: takes an iterator of
-- conversations, returns an iterator of (conversation, result) in the order
-- they arrive. result = { status =, turns =, reason =, attempts = }.
function Source:transcripts(next_conversation)
  local client = self.client
  local has_more = true
  local function submit_free()
    while has_more and client:idle() > 0 do
      local conversation = next_conversation()
      has_more = conversation ~= nil
      if has_more then
        client:submit { tag = conversation, operation = "transcript of "
          .. conversation.id, path = self.options.transcript_path:format(
          http.escape(conversation.id)) }
      end
    end
  end
  return function()
    submit_free()
    local request, response, why, code, details = client:wait()
    if not request then
      return nil
    end
    return request.tag,
      result_of(request.tag, response, why, code, details)
  end
end

return cxone
