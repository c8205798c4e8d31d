-- resource.lua: the stock files and the user's files of the same name.
-- Names are those of the source tree, such as "scripts/layout.lua". The
-- user's file wins, then the installed one, then the one compiled in.

local core = require "undertone.core.resource"
local failure = require "undertone.failure"
local keys = require "undertone.keys"
local nearest = require "undertone.nearest"
local stock = require "undertone.stock"

local resource = {}

-- The bytes of a file compiled in, or nil.
resource.stock = stock.read

-- The bytes and path of the user's or the installed file of that name, or
-- nil when there is none. An unreadable file raises.
function resource.override(name)
  local bytes, origin, code = core.read(name)
  if not bytes and origin then
    failure.raise(code, "%s", origin)
  end
  return bytes, origin
end

-- The path of the file that wins, "stock:NAME", or nil.
function resource.where(name)
  return core.path(name) or stock.read(name) and "stock:" .. name or nil
end

-- The names of the files in a folder of any tier, sorted, each once.
function resource.names(folder)
  local found = {}
  for _, name in ipairs(core.list(folder)) do
    found[name] = true
  end
  for _, path in ipairs(stock.names()) do
    local name = path:match("^(.*)/[^/]*$") == folder and path:match("[^/]*$")
    if name then
      found[name] = true
    end
  end
  return keys.sorted(found)
end

-- Where a file of that folder is looked for, in order, in words; `first` is
-- a place before the tiers, or nil.
local function places(folder, first)
  local user, installed = core.folders()
  local list = { first }
  list[#list + 1] = user and user .. "/" .. folder
  list[#list + 1] = installed and installed .. "/" .. folder
  return (#list > 0 and table.concat(list, ", ") .. " or " or "")
    .. "among the files compiled in"
end

-- The bytes and origin of the file that wins: a path, or "stock:NAME".
-- nil, message, "usage" when no tier has it.
function resource.read(name)
  local bytes, origin = resource.override(name)
  if bytes then
    return bytes, origin
  end
  bytes = stock.read(name)
  if bytes then
    return bytes, "stock:" .. name
  end
  local folder, file = name:match("^(.*)/([^/]*)$")
  return nil, ("no '%s' in %s%s"):format(file, places(folder),
    nearest.hint(file, resource.names(folder))), "usage"
end

-- Raises the failure for a script that no place has.
function resource.raise_missing_script(script)
  local names = resource.names("scripts")
  local hint = nearest.hint(script, names)
  if hint == "" then
    hint = nearest.hint(script .. ".lua", names)
  end
  failure.raise("usage", "cannot find script '%s' in %s%s", script,
    places("scripts", "the current folder"), hint)
end

-- What `undertone --paths` prints.
function resource.describe()
  local user, installed = core.folders()
  local lines = {}
  local function add(what, value)
    lines[#lines + 1] = ("%-18s %s"):format(what, value)
  end
  add("user's folder", user or "(none)")
  add("installed folder", installed or "(none)")
  add("compiled in", #stock.names() .. " files")
  add("Lua modules", (package.path:gsub(";+$", ""):gsub(";+", "\n"
    .. (" "):rep(19))))
  lines[#lines + 1] = ""
  for _, folder in ipairs({ "scripts", "lexicon", "lua/undertone" }) do
    for _, name in ipairs(resource.names(folder)) do
      add(name, resource.where(folder .. "/" .. name) or "(a folder)")
    end
  end
  return table.concat(lines, "\n")
end

return resource
