-- cxone_client.lua: a client that may talk to a CXone-like service.
-- Address, credentials and certificate authority come from the environment
-- and the settings; what is wrong with one of them is a failure that names
-- it and never shows a secret.

local failure = require "undertone.failure"
local http = require "undertone.http"
local input = require "undertone.input"
local oauth = require "undertone.oauth"
local sha256 = require "undertone.sha256"

local cxone_client = {}

local MARK_DIGITS = 16
local DEFAULT_BASE_URL = "https://api-us-1.nice.incontact.com"

-- A variable that is empty counts as not set.
local function variable(name)
  return os.getenv(name) or ""
end

-- The first line; one that was written on Windows ends in a carriage return.
local function secret_from_file(path)
  local file, why = io.open(path, "rb")
  local secret
  if file then
    secret, why = file:read("l")
    file:close()
    why = why and path .. ": " .. why
  end
  if why then
    failure.raise("credentials", "CXONE_CLIENT_SECRET_FILE: %s", why)
  end
  secret = secret and secret:gsub("\r$", "")
  if not secret or secret == "" then
    failure.raise("credentials", "CXONE_CLIENT_SECRET_FILE: %s has nothing in"
      .. " its first line", path)
  end
  return secret
end

-- Client id and secret from the environment; names what is missing.
function cxone_client.credentials()
  local id = variable "CXONE_CLIENT_ID"
  local secret = variable "CXONE_CLIENT_SECRET"
  local secret_file = variable "CXONE_CLIENT_SECRET_FILE"
  if secret == "" and secret_file ~= "" then
    secret = secret_from_file(secret_file)
  end
  local missing = {}
  if id == "" then
    missing[#missing + 1] = "CXONE_CLIENT_ID"
  end
  if secret == "" then
    missing[#missing + 1] = "CXONE_CLIENT_SECRET (or CXONE_CLIENT_SECRET_FILE)"
  end
  if #missing > 0 then
    failure.raise("credentials", "no credentials: set %s in the"
      .. " environment", table.concat(missing, " and "))
  end
  return id, secret
end

-- The address of the service, and the name of what says so.
local function base_url(settings)
  local from_environment = variable "CXONE_BASE_URL"
  if settings.cxone.base_url then
    return settings.cxone.base_url, "cxone.base_url"
  elseif from_environment ~= "" then
    return from_environment, "CXONE_BASE_URL"
  end
  return DEFAULT_BASE_URL, "the default"
end

-- An address may hold a password before its @, which no message shows.
local function fail_address(why, code, origin, name)
  failure.raise(code, "%s is '%s': %s", name,
    http.show((origin:gsub("//.*@", "//...@"))), why)
end

-- libcurl would call a missing file a doubtful service.
local function check_ca_file(path)
  local bytes, why = input.read(path)
  if not bytes then
    failure.raise("usage", "fetch.ca_file: %s", why)
  elseif not bytes:find("-----BEGIN", 1, true) then
    failure.raise("usage", "fetch.ca_file: %s holds no certificate in PEM",
      path)
  end
end

local function sign_in(settings, id, secret)
  return oauth.client_credentials {
    path = settings.cxone.token_path, client_id = id, client_secret = secret,
    attempts = math.min(settings.cxone.token_attempts,
      settings.fetch.attempts),
  }
end

-- Tells client ids apart, without naming one; the secret may change.
local function mark_of(id)
  return sha256.hex(id):sub(1, MARK_DIGITS)
end

-- A client for the settings, its origin, and a mark of the client id, since
-- one address may serve every tenant what is theirs. The fetch settings are
-- options of undertone.http under the same names; `false` leaves its own
-- default.
function cxone_client.open(settings, on_event)
  local id, secret = cxone_client.credentials()
  local options = { sign_in = sign_in(settings, id, secret),
    on_event = on_event,
    on_wait = on_event and function()
      on_event { kind = "waiting" }
    end }
  local origin, name = base_url(settings)
  options.origin = origin
  for key, value in pairs(settings.fetch) do
    options[key] = value or nil
  end
  if options.ca_file then
    check_ca_file(options.ca_file)
  end
  local client, why, code = http.client(options)
  if not client then
    fail_address(why, code, origin, name)
  end
  return client, client:origin(), mark_of(id)
end

return cxone_client
