-- log.lua: messages for whoever runs the script, not results.
-- They reach the host's log callback; the command writes them to stderr.

local core = require "undertone.core.log"

local log = {}

local LEVELS = { "error", "warning", "info", "debug" }

-- log.info("%d conversations", n) and so on. Formatting is skipped for what
-- nobody will see.
for level, name in ipairs(LEVELS) do
  log[name] = function(format, ...)
    if level <= core.level() then
      local is_plain = select("#", ...) == 0
      core.write(level, is_plain and format or format:format(...))
    end
  end
end

-- The name of the highest level that is passed on.
function log.level()
  return LEVELS[core.level()]
end

function log.set_level(name)
  for level, known in ipairs(LEVELS) do
    if known == name then
      return core.set_level(level)
    end
  end
  error(("no log level '%s'"):format(tostring(name)), 2)
end

return log
