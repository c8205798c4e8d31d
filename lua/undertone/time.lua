-- time.lua: ISO 8601 times as seconds since 1970-01-01T00:00:00Z.
-- UTC inside; no locale, no time zone of the machine.

local time = {}

local KNOWN_MOST = 1000 -- dates that are remembered

-- Days since 1970-01-01 of a proleptic Gregorian date, counted from a year
-- that begins in March so that the leap day comes last (Hinnant 2013,
-- "chrono-compatible low-level date algorithms").
local function days_from_civil(year, month, day)
  if month <= 2 then
    year = year - 1
  end
  local era = year // 400
  local year_of_era = year - era * 400
  local shifted = (month + 9) % 12
  local day_of_year = (153 * shifted + 2) // 5 + day - 1
  local day_of_era = year_of_era * 365 + year_of_era // 4
    - year_of_era // 100 + day_of_year
  return era * 146097 + day_of_era - 719468
end

local function days_in_month(year, month)
  local following = month == 12 and days_from_civil(year + 1, 1, 1)
    or days_from_civil(year, month + 1, 1)
  return following - days_from_civil(year, month, 1)
end

local function days_of_date(date)
  local year, month, day = date:match("^(%d%d%d%d)-(%d%d)-(%d%d)$")
  year, month, day = tonumber(year), tonumber(month), tonumber(day)
  if month < 1 or month > 12 or day < 1 or day > days_in_month(year, month)
  then
    return nil
  end
  return days_from_civil(year, month, day)
end

-- The same, or false; dates are remembered, since every turn has a time but a
-- window few days.
local known, count = {}, 0
local function days_of(date)
  if known[date] == nil then
    if count == KNOWN_MOST then
      known, count = {}, 0
    end
    known[date], count = days_of_date(date) or false, count + 1
  end
  return known[date]
end

local function offset_seconds(zone)
  if zone == "" or zone == "Z" or zone == "z" then
    return 0
  end
  local sign, hours, minutes = zone:match("^([+-])(%d%d):?(%d%d)$")
  if not sign or tonumber(hours) > 23 or tonumber(minutes) > 59 then
    return nil
  end
  local seconds = tonumber(hours) * 3600 + tonumber(minutes) * 60
  return sign == "-" and -seconds or seconds
end

local function clock_seconds(text)
  if text == "" then
    return 0, ""
  end
  local hour, minute, rest = text:match("^[Tt ](%d%d):(%d%d)(.*)$")
  if not hour then
    return nil
  end
  local second, zone = rest:match("^:(%d%d%.?%d*)(.*)$")
  second, zone = tonumber(second or "0"), zone or rest
  hour, minute = tonumber(hour), tonumber(minute)
  if hour > 23 or minute > 59 or second >= 61 then
    return nil
  end
  return hour * 3600 + minute * 60 + second, zone
end

-- Seconds (a float when the text has a fraction) of "2026-11-08",
-- "2026-11-08T10:21:46Z" or with an offset; without a zone it is UTC.
-- nil for anything else.
function time.parse(text)
  if type(text) ~= "string" then
    return nil
  end
  local date, rest = text:match("^(%d%d%d%d%-%d%d%-%d%d)(.*)$")
  local days = date and days_of(date)
  if not days then
    return nil
  end
  local seconds, zone = clock_seconds(rest)
  local offset = seconds and offset_seconds(zone)
  if not offset then
    return nil
  end
  return days * 86400 + seconds - offset
end

-- Whole seconds as "2026-11-08T10:21:46Z".
function time.format(seconds)
  return os.date("!%Y-%m-%dT%H:%M:%SZ", math.floor(seconds))
end

-- The time in the one form that the store keeps, or nil.
function time.normalise(text)
  local seconds = time.parse(text)
  return seconds and time.format(seconds)
end

-- The wall clock; only windows relative to today, the manifest and what a
-- service asks to wait for use it.
function time.now()
  return os.time()
end

return time
