-- readiness.lua: what becomes of a transcript that is not there (yet).
-- Services write a transcript some time after the conversation ended, so
-- "none" for a young one means "ask again", and one that stays "not ready"
-- is given up when it is no longer young and was asked for often enough.

local time = require "undertone.time"

local readiness = {}

local HOUR_SECONDS = 3600
-- For a source that gives none.
local REASONS = { missing = "no transcript", pending = "not ready yet" }

-- Whether the conversation ended less than `hours` before `now`. One that
-- has no time is not young. One that begins after `now` is, since the
-- service's clock may be ahead of ours; so many hours ahead, its time is wrong.
function readiness.is_young(conversation, hours, now)
  local start = time.parse(conversation.start_time)
  local most = hours * HOUR_SECONDS
  if not start or start - now >= most then
    return false
  end
  local ended = start + (tonumber(conversation.duration_seconds) or 0)
  return now - ended < most
end

-- The result as it is kept: a missing one may become pending and a pending
-- one missing. `policy` is settings.not_ready; only answers that say "not
-- ready" or "none yet" count (not_ready), whatever else it took to get them.
function readiness.settle(conversation, result, policy, now)
  local may_come = readiness.is_young(conversation, policy.young_hours, now)
  local status, note = result.status, ""
  if status == "missing" and may_come then
    status, note = "pending", ", but the conversation is young"
  elseif status ~= "pending" then
    return result
  elseif conversation.not_ready + 1 >= policy.attempts and not may_come then
    status, note = "missing", ", given up"
  end
  return { status = status, not_ready = 1,
    reason = (result.reason or REASONS[result.status]) .. note,
    attempts = result.attempts }
end

return readiness
