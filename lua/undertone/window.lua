-- window.lua: the span of start times that a run covers.

local failure = require "undertone.failure"
local time = require "undertone.time"

local window = {}

local HOUR_SECONDS = 3600
local DAY_SECONDS = 24 * HOUR_SECONDS

-- What was asked for when the window moves with the clock, else nil.
local function moving_request(settings, from)
  if settings.to then
    return nil
  end
  return settings.from and "since " .. time.format(from)
    or ("the last %g days"):format(settings.days)
end

-- { from =, to =, request =, is_open = } in ISO 8601 from settings.window.
-- A window of the last days ends now; from without to ends now; to without
-- from begins `days` before it. One that ends now moves with the clock, and
-- `request` is what it always was. One is open until late_hours (0) after its
-- end, since services list late.
function window.resolve(settings, now, late_hours)
  local to = settings.to and time.parse(settings.to) or now
  local from = settings.from and time.parse(settings.from)
    or to - settings.days * DAY_SECONDS
  if from == to then
    failure.raise("usage", "the window is empty, as it begins and ends at %s:"
      .. " --to is the first moment after it", time.format(to))
  elseif from > to then
    failure.raise("usage", "the window ends (%s) before it begins (%s)",
      time.format(to), time.format(from))
  end
  local is_open = to + (late_hours or 0) * HOUR_SECONDS > now
  return { from = time.format(from), to = time.format(to),
    request = moving_request(settings, from), is_open = is_open }
end

return window
