-- progress.lua: what the user sees on stderr while a run works.
-- On a terminal one line that is rewritten, with a bar, counts, time left,
-- rate, gaps and what the service makes us wait for, as much as there is room
-- for; elsewhere a plain line every few seconds. Says nothing when quiet;
-- notes are always on a line of their own.

local plural = require "undertone.plural"
local system = require "undertone.system"

local progress = {}

local TERMINAL_INTERVAL_S = 0.1
local PLAIN_INTERVAL_S = 5
local BAR_WIDTHS = { 24, 16, 8 } -- the widest that there is room for
local STDERR = 2

local Progress = {}
Progress.__index = Progress

local function write_to_stderr(...)
  io.stderr:write(...)
end

-- verbosity: "quiet", "normal" or "verbose". `device`, for tests, stands in
-- for the terminal: { columns = number or nil, write =, now = }.
function progress.new(verbosity, device)
  device = device or { columns = system.terminal_columns(STDERR),
    write = write_to_stderr, now = system.monotonic }
  return setmetatable({ verbosity = verbosity, columns = device.columns,
    write = device.write, now = device.now, has_line = false, held_until = 0,
    interval = device.columns and TERMINAL_INTERVAL_S or PLAIN_INTERVAL_S },
    Progress)
end

local function clear_line(self)
  if self.has_line then
    self.write("\r\27[K")
    self.has_line = false
  end
end

-- A sentence for the user, unless quiet.
function Progress:note(format, ...)
  if self.verbosity ~= "quiet" then
    clear_line(self)
    self.write(format:format(...), "\n")
  end
end

-- The same, only when verbose.
function Progress:detail(format, ...)
  if self.verbosity == "verbose" then
    self:note(format, ...)
  end
end

-- Begins a step; `total` may be nil when it is not known.
function Progress:start(label, total)
  self.label, self.total, self.done, self.gaps = label, total, 0, 0
  self.started = self.now()
  self.shown = self.started
end

-- For so many seconds nothing will come, because of `why`.
function Progress:hold(why, seconds)
  self.held_for, self.held_until = why, self.now() + seconds
end

local function duration(seconds)
  if seconds >= 3600 then
    return ("%d h %02d min"):format(seconds // 3600, seconds % 3600 // 60)
  elseif seconds >= 60 then
    return ("%d min %02d s"):format(seconds // 60, seconds % 60 // 1)
  end
  return ("%d s"):format(math.ceil(seconds))
end

local GAP = "  " -- between parts

-- What of a line goes first where there is no room, after the bar.
local EXPENDABLE = { "rate", "left", "percent", "label", "held", "gaps",
  "count" }

-- The parts of the line by name, in the order of PARTS; all but the bar.
local function parts_of(self, now)
  local elapsed = now - self.started
  local rate = elapsed > 0 and self.done / elapsed or 0
  local parts = { label = self.label, count = plural.thousands(self.done),
    rate = ("%.0f/s"):format(rate),
    gaps = self.gaps > 0 and plural.count(self.gaps, "gap") or nil }
  if self.total and self.total > 0 then
    local fraction = math.min(self.done / self.total, 1)
    parts.count = ("%s/%s"):format(plural.thousands(self.done),
      plural.thousands(self.total))
    parts.percent = ("%d %%"):format(math.floor(fraction * 100))
    if rate > 0 and self.done < self.total then
      parts.left = duration((self.total - self.done) / rate) .. " left"
    end
  end
  if now < self.held_until then
    parts.held = ("%s, %s"):format(self.held_for,
      duration(self.held_until - now))
  end
  return parts
end

local PARTS = { "label", "bar", "count", "percent", "left", "rate", "gaps",
  "held" }

local function joined(parts)
  local list = {}
  for _, name in ipairs(PARTS) do
    list[#list + 1] = parts[name]
  end
  return table.concat(list, GAP)
end

-- The widest bar that fits beside the rest, or nil.
local function bar(fraction, room)
  for _, width in ipairs(BAR_WIDTHS) do
    if width + #"[]" + #GAP <= room then
      local filled = math.floor(fraction * width)
      return "[" .. ("#"):rep(filled) .. ("."):rep(width - filled) .. "]"
    end
  end
  return nil
end

-- The line for a terminal: whole parts only, with a bar where that fits.
local function fitted(self, parts)
  local most = self.columns - 1 -- the cursor stands in the last one
  if parts.percent then
    parts.bar = bar(math.min(self.done / self.total, 1),
      most - #joined(parts))
  end
  for _, name in ipairs(EXPENDABLE) do
    if #joined(parts) <= most then
      break
    end
    parts[name] = nil
  end
  return joined(parts)
end

local function show(self, now)
  local parts = parts_of(self, now)
  if self.columns then
    self.write("\r\27[K", fitted(self, parts))
    self.has_line = true
  else
    self.write(joined(parts), "\n")
  end
  self.shown = now
end

-- One more (or `count` more) of the step is done; `gaps` is how many of them,
-- so far, came to nothing and are not asked for again. With a count of 0 only
-- the clock moves on, if there is a step.
function Progress:advance(count, gaps)
  if not self.label then
    return
  end
  self.done = self.done + (count or 1)
  self.gaps = gaps or self.gaps
  local now = self.now()
  if self.verbosity ~= "quiet" and now - self.shown >= self.interval then
    show(self, now)
  end
end

-- Ends the step with a sentence.
function Progress:finish(format, ...)
  clear_line(self)
  self:note(format, ...)
end

-- Nobody goes on with the line: it is cleared, with the ^C that a terminal
-- may have put there.
function Progress:abandon()
  self.has_line = self.columns ~= nil
  clear_line(self)
end

return progress
