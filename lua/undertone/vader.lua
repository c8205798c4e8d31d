-- vader.lua: sentiment scorers that equal vaderSentiment 3.3.2.
--
--   local v = vader.new()         -- or { lexicon=, emoji=, overlays={...} }
--   v:score(text)     --> { neg=, neu=, pos=, compound= }
--   v:compound(text)  --> number from -1 to 1
--   v:compounds(list) --> list of them, computed in parallel
--
-- A list is named by a path, by a name in the lexicon folder without ".txt"
-- ("contact_center"), or given as { name=, bytes= }. Overlays are laid over
-- the lexicon in order; src/core/lexicon_load.h describes their lines.

local core = require "undertone.core.vader"
local input = require "undertone.input"
local resource = require "undertone.resource"

local vader = {}

-- The list as { name=, bytes= }, or nil, message, code.
local function read_list(list)
  if type(list) == "table" then
    return list
  end
  if not list:find("[/.]") then
    local bytes, origin, code = resource.read("lexicon/" .. list .. ".txt")
    if not bytes then
      return nil, origin, code
    end
    return { name = origin, bytes = bytes }
  end
  local bytes, why, code = input.read(list)
  if not bytes then
    return nil, "cannot read the word list " .. why, code
  end
  return { name = list, bytes = bytes }
end

-- A scorer, or nil, message, code: a bad line is named file:line.
function vader.new(options)
  options = options or {}
  local wanted = table.move(options.overlays or {}, 1,
    #(options.overlays or {}), 1, {})
  wanted.lexicon = options.lexicon or "vader"
  wanted.emoji = options.emoji or "emoji"
  local lists = {}
  for key, list in pairs(wanted) do
    local found, message, code = read_list(list)
    if not found then
      return nil, message, code
    end
    lists[key] = found
  end
  return core.new(lists)
end

return vader
