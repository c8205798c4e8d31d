-- suspicion.lua: notices when the first transcripts, or all, fail alike, which
-- is more likely a wrong setting than so many separate gaps.

local failure = require "undertone.failure"

local suspicion = {}

local FORBIDDEN_MOST = 10
local MISSING_MOST = 20

local MISSING_WARNING = "the first %d transcripts all answered 404: is the"
  .. " setting cxone.transcript_path right? undertone doctor.lua tells a wrong"
  .. " path from missing transcripts"

local Watch = {}
Watch.__index = Watch

-- A watch for one download; nothing is suspicious when transcripts were had
-- before (is_proven).
function suspicion.watch(is_proven)
  return setmetatable({ count = 0, is_over = is_proven }, Watch)
end

-- To be called with each result in turn, { status =, reason = }. Raises
-- "credentials" when all of the first were forbidden; returns a warning, once,
-- when all of the first are missing.
function Watch:see(result)
  local status = result.status
  self.first = self.first or status
  if self.is_over or status ~= self.first then
    self.is_over = true
    return nil
  end
  self.count = self.count + 1
  if status == "forbidden" and self.count == FORBIDDEN_MOST then
    failure.raise("credentials", "the first %d transcripts were all forbidden,"
      .. " %s: give this client the scope or role that reads transcripts, then"
      .. " run the same command again", FORBIDDEN_MOST, result.reason)
  elseif status == "missing" and self.count == MISSING_MOST then
    return MISSING_WARNING:format(MISSING_MOST)
  end
  return nil
end

-- Whether a ledger (status to count) says that all of many are missing, which
-- no gap explains but a wrong path does.
function suspicion.all_missing(ledger)
  for status in pairs(ledger) do
    if status ~= "missing" and status ~= "excluded" then
      return false
    end
  end
  return (ledger.missing or 0) >= MISSING_MOST
end

return suspicion
