-- failure.lua: the error object that says which kind of failure it is.
-- The engine turns `code` into the status and exit code listed in
-- undertone_status.h; `message` is the sentence the user reads.

local failure = {}

local Failure = {}
Failure.__index = Failure
Failure.__tostring = function(self) return self.message end

local function throw(code, message, http_status)
  error(setmetatable({ code = code, message = message,
    http_status = http_status }, Failure), 0)
end

-- Raises a failure: failure.raise("usage", "unknown key '%s'", key).
function failure.raise(code, format, ...)
  throw(code, select("#", ...) > 0 and format:format(...) or format)
end

-- Passes results through, or raises when they are nil, message, code; of the
-- details of a request, if they follow, the failure has the http_status.
function failure.check(result, message, code, ...)
  if result == nil and message ~= nil then
    local details = ...
    throw(code or "script", message,
      type(details) == "table" and details.status or nil)
  end
  return result, message, code, ...
end

-- What was raised, as text for a user.
function failure.describe(why)
  if type(why) == "table" and type(why.message) == "string" then
    return why.message
  elseif type(why) == "table" then
    return "raised a table that is no message"
  end
  return tostring(why)
end

-- Calls action(...), and again if an interruption ends it: that is raised
-- once, wherever it is noticed, and must not cost what is still to be kept.
function failure.despite_interruption(action, ...)
  local ok, why = pcall(action, ...)
  if ok then
    return
  elseif type(why) ~= "table" or why.code ~= "interrupted" then
    error(why, 0)
  end
  action(...)
end

-- A handler for xpcall: failures as they are, errors of Lua with a traceback.
function failure.trace(why)
  return type(why) == "string" and debug.traceback(why, 2) or why
end

-- Calls body(...) and passes its results through; a failure it raises says
-- first where that was.
function failure.within(place, body, ...)
  local results = table.pack(xpcall(body, failure.trace, ...))
  if results[1] then
    return table.unpack(results, 2, results.n)
  elseif getmetatable(results[2]) == Failure then
    local why = results[2]
    throw(why.code, place .. ": " .. why.message, why.http_status)
  end
  error(results[2], 0)
end

return failure
