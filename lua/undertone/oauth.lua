-- oauth.lua: OAuth 2.0 client credentials (RFC 6749, section 4.4).
--
--   sign_in = oauth.client_credentials{ path = "/oauth2/token",
--     client_id = id, client_secret = secret, scope = nil, attempts = 3 }
--
-- makes a sign_in function for http.client: it returns token, lifetime in
-- seconds and what is odd about the lifetime the service gave, if anything;
-- or nil, message, code, { status = of an answer that was none }. A lifetime
-- that is missing or no number is taken as not given, the others are clamped;
-- the engine has both rules and those for tokens. No message holds a secret,
-- not even when the service repeats it.

local answers = require "undertone.answer"
local http = require "undertone.http"

local oauth = {}

local DEFAULT_PATH = "/oauth2/token"
local DEFAULT_ATTEMPTS = 3

-- Statuses that speak of the client; others are not those of a sign-in.
local DENIALS = { [400] = true, [401] = true, [403] = true }

-- Broken answers are not quoted: they may hold a token.
local function decode(body)
  local value, why = answers.decode(body, nil, true)
  if value == nil then
    return nil, why
  elseif type(value) ~= "table" then
    return nil, "the answer is not a JSON object"
  end
  return value
end

-- Letters by the digits of their escape: \u005f is "_".
local LETTERS = {}
for code = 0x30, 0x7A do
  local letter = string.char(code)
  if letter:find("[%w_]") then
    LETTERS[("%02x"):format(code)] = letter
    LETTERS[("%02X"):format(code)] = letter
  end
end

-- A body to look for keys in, since a key can be spelled in several ways.
local function spell_out(body)
  return (body:gsub("\\\\", "  "):gsub("\\u00(%x%x)", LETTERS))
end

-- JSON readers differ in which of two equal keys they believe.
local function is_repeated(text, key)
  local _, count = text:gsub('"' .. key .. '"%s*:', "")
  return count > 1
end

-- `text` is the body, spelled out.
local function check_token(answer, text)
  local token = answer.access_token
  if is_repeated(text, "access_token") then
    return nil, "access_token is given twice"
  elseif type(token) ~= "string" then
    return nil, "access_token is missing or not a text"
  end
  local fault = http.token_fault(token)
  if fault then
    return nil, "access_token " .. fault
  end
  local kind = answer.token_type
  if kind ~= nil and (type(kind) ~= "string" or kind:lower() ~= "bearer") then
    return nil, "token_type is not bearer"
  end
  return token
end

-- The lifetime to go by, and what is odd about the service's.
local function lifetime(answer, text)
  local given = answer.expires_in
  local seconds = tonumber(given)
  if given == nil then
    return http.token_life(), "expires_in is missing"
  elseif is_repeated(text, "expires_in") then
    return http.token_life(), "expires_in is given twice"
  elseif not seconds then
    return http.token_life(), "expires_in is no number"
  end
  local clamped = http.token_life(seconds)
  if clamped ~= seconds then
    return clamped, ("expires_in is %g"):format(seconds)
  end
  return clamped, type(given) == "string" and "expires_in is a text" or nil
end

-- RFC 6749 5.2 codes are words such as invalid_client; nothing else is shown.
local function error_word(body)
  local answer = decode(body)
  local word = answer and answer.error
  if type(word) == "string" and word:find("^[%w_.-]+$") and #word <= 40 then
    return " " .. word
  end
  return ""
end

local function explain(client, request, response)
  local where = ("%s%s"):format(client:origin(), request.path)
  local answer = ("%d%s"):format(response.status, error_word(response.body))
  if not DENIALS[response.status] then
    return nil, ("sign-in at %s: the service answered %s; is this the"
      .. " address of the token service?"):format(where, answer), "http",
      response
  end
  return nil, ("sign-in at %s: the service answered %s; check the client id"
    .. " and secret"):format(where, answer), "credentials", response
end

-- Failures of the transfer keep their code, but a service that only fails is
-- one to come back to, and one that answers without end is refused.
local CODES = { http = "later", limit = "refused" }

local function unavailable(message, code, details)
  return nil, "sign-in: " .. message, CODES[code] or code, details
end

-- The results of the sign-in function for a response, or for none.
local function judge(client, request, response, ...)
  if not response then
    return unavailable(...)
  elseif not response.value then
    return explain(client, request, response)
  end
  local text = spell_out(response.body)
  local token, why = check_token(response.value, text)
  if not token then
    return nil, ("sign-in at %s%s: %s"):format(client:origin(), request.path,
      why), "credentials"
  end
  return token, lifetime(response.value, text)
end

function oauth.client_credentials(options)
  local request = {
    method = "POST",
    path = options.path or DEFAULT_PATH,
    form = {
      grant_type = "client_credentials",
      client_id = options.client_id,
      client_secret = options.client_secret,
      scope = options.scope,
    },
    auth = false,
    attempts = options.attempts or DEFAULT_ATTEMPTS,
    decode = decode,
  }
  return function(client)
    local ok, message, code = client:hide(options.client_secret or "")
    if not ok then
      return nil, "sign-in: client_secret: " .. message, code
    end
    return judge(client, request, client:request(request))
  end
end

return oauth
