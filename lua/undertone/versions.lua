-- versions.lua: which Undertone, on which libraries.

local core = require "undertone.core.versions"
local keys = require "undertone.keys"

local versions = {}

-- Library name -> version, as linked, for a manifest.
versions.libraries = core.libraries

-- Undertone's own, as text.
versions.undertone = core.undertone

-- What `undertone --version` prints.
function versions.describe()
  local lines = { "undertone " .. core.undertone() }
  local libraries = core.libraries()
  for _, name in ipairs(keys.sorted(libraries)) do
    lines[#lines + 1] = ("%-12s %s"):format(name, libraries[name])
  end
  return table.concat(lines, "\n")
end

return versions
