-- progress.lua: what the user sees on stderr while a run works.
-- On a terminal one line that is rewritten, with a bar, counts, rate, time
-- left, gaps and what the service makes us wait for; elsewhere a plain line
-- every few seconds. Says nothing when quiet; notes are always on a line of
-- their own.

local system = require "undertone.system"

local progress = {}

local TERMINAL_INTERVAL_S = 0.1
local PLAIN_INTERVAL_S = 5
local BAR_WIDTH = 24
local BAR_COLUMNS = 72 -- a narrower terminal has room for the numbers only
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

local function bar(fraction)
  local filled = math.floor(fraction * BAR_WIDTH)
  return "[" .. ("#"):rep(filled) .. ("."):rep(BAR_WIDTH - filled) .. "]"
end

local function add_share(parts, self, rate)
  if not self.total or self.total == 0 then
    parts[#parts + 1] = ("%d"):format(self.done)
    return
  end
  local fraction = math.min(self.done / self.total, 1)
  if self.columns and self.columns >= BAR_COLUMNS then
    parts[#parts + 1] = bar(fraction)
  end
  parts[#parts + 1] = ("%d/%d"):format(self.done, self.total)
  parts[#parts + 1] = ("%d %%"):format(math.floor(fraction * 100))
  if rate > 0 and self.done < self.total then
    parts[#parts + 1] = duration((self.total - self.done) / rate) .. " left"
  end
end

local function status_text(self, now)
  local elapsed = now - self.started
  local rate = elapsed > 0 and self.done / elapsed or 0
  local parts = { self.label }
  add_share(parts, self, rate)
  parts[#parts + 1] = ("%.0f/s"):format(rate)
  if self.gaps > 0 then
    parts[#parts + 1] = ("%d failed"):format(self.gaps)
  end
  if now < self.held_until then
    parts[#parts + 1] = ("%s, %s"):format(self.held_for,
      duration(self.held_until - now))
  end
  return table.concat(parts, "  ")
end

local function show(self, now)
  local text = status_text(self, now)
  if self.columns then
    self.write("\r\27[K", text:sub(1, self.columns - 1))
    self.has_line = true
  else
    self.write(text, "\n")
  end
  self.shown = now
end

-- One more (or `count` more) of the step is done; `gaps` is how many failed
-- so far. With a count of 0 only the clock moves on, if there is a step.
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
