-- http_quote.lua: what a message may say of an answer's body, which may hold
-- secrets or what customers said. Used by undertone.http and by those who
-- judge its answers.

local core = require "undertone.core.http"

local quote = {}

-- The beginning of a web page, such as one to log in with; nil for any other
-- body. Of a success nothing else is quoted: it may be what customers said.
function quote.page(body)
  local start = body:sub(1, 80):gsub("^\xEF\xBB\xBF", ""):lower()
  if start:find("^%s*<!doctype html") or start:find("^%s*<html") then
    return core.show(body)
  end
  return nil
end

-- What may be said of an answer's body. One to a request without token, such
-- as a sign-in, is not quoted: it may hold a secret; nor is what may be a
-- transcript under an odd status.
function quote.body(request, response)
  local body = response.body
  local is_success = response.status >= 200 and response.status < 300
  local shown = request.auth ~= false
    and (not is_success and core.show(body) or quote.page(body))
  if body == "" then
    return ""
  elseif shown then
    return ": " .. shown
  end
  local kind = response.headers["content-type"] or "no content type"
  return (" (%s, %d bytes)"):format(core.show(kind), #body)
end

return quote
