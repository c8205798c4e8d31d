-- http_sign_in.lua: how a client of undertone.http comes by its token: it calls
-- the sign_in function of its options, checks what that returned, and tells
-- the engine. Apart from http.lua for size only; see there for sign_in itself.

local core = require "undertone.core.http"
local failure = require "undertone.failure"

local sign_in = {}

-- Results of the caller's sign_in: an error in it ends the client as well,
-- since everything else waits for its token.
local function ask_for_token(client)
  client.is_signing_in = true
  local results = table.pack(xpcall(client.sign_in, failure.trace, client))
  client.is_signing_in = false
  if not results[1] then
    client.engine:stop("script", "the sign-in failed")
    error(results[2], 0)
  end
  return table.unpack(results, 2, results.n)
end

-- What is wrong with what sign_in returned, or nil.
local function fault_of(token, life)
  if type(token) ~= "string" then
    return ("sign_in gave a token that is a %s, not a text"):format(type(token))
  elseif life ~= nil and not tonumber(life) then
    return ("sign_in gave a lifetime that is no number of seconds: %s"):format(
      core.show(tostring(life)))
  end
  return nil
end

-- One sign-in is as odd as the next.
local function tell_oddity(client, life, oddity)
  if client.on_event and not client.is_oddity_told then
    client.is_oddity_told = true
    client.on_event { kind = "token", message = ("sign-in at %s: %s; the token"
      .. " counts as good for %d s"):format(client:origin(), oddity,
      core.token_life(life) // 1) }
  end
end

-- Asks for a token and gives it to the engine; without one the client stops.
function sign_in.run(client)
  if not client.sign_in then
    client.engine:stop("credentials", "the service wants a token, but the"
      .. " client has no way to sign in")
    return
  end
  local token, life, code = ask_for_token(client)
  local ok, message, oddity = token, life, token and code
  local fault = token and fault_of(token, life)
  if fault then
    ok, message, code = nil, fault, "usage"
  elseif token then
    ok, message, code = client.engine:sign_in(token, life)
  end
  if not ok then
    client.engine:stop(code or "credentials", message or "the sign-in failed")
  elseif type(oddity) == "string" then
    tell_oddity(client, life, oddity)
  end
end

return sign_in
