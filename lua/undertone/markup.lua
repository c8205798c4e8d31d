-- markup.lua: HTML made of tables, escaped unless it says otherwise.
--
--   local h = require("undertone.markup")
--   h.p { class = "lead", "1 < 2, says ", h.bdi { name }, "." }
--
-- h.NAME(children) makes an element: the list part holds its children, the
-- other keys its attributes. A child or attribute that is a string or number
-- is text and is escaped; an element stands as it is; false is left out, and
-- a plain list is its members. h.raw(html) stands as it is too, so whoever
-- calls it answers for it. h.render(child) gives the bytes. What is made is
-- HTML and well-formed XML at once.
--
-- Characters that XML forbids and bytes that are not UTF-8 become U+FFFD.
-- Characters that turn the direction of what follows are left out, but what
-- undertone.bidi isolated in a sentence stays so. Where text may be of another
-- direction, use h.bdi or dir.

local bidi = require "undertone.bidi"
local keys = require "undertone.keys"
local number = require "undertone.number"

local markup = {}

local REPLACEMENT = "\u{FFFD}"

local ESCAPES = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;",
  ['"'] = "&quot;", ["'"] = "&#39;", ["\r"] = "\n" }

-- Elements without content.
local VOID = { br = true, circle = true, col = true, hr = true, img = true,
  line = true, meta = true, rect = true }

local KNOWN = {}
for name in ([[a article aside b bdi blockquote body br caption cite code col
    colgroup dd details div dl dt em figcaption figure footer h1 h2 h3 h4 head
    circle header hr html i img label li line main mark meta nav ol option p
    pre q rect section select small span strong sub summary sup svg table
    tbody td tfoot th thead time title tr ul]]):gmatch("%l%w*") do
  KNOWN[name] = true
end

-- Invalid UTF-8 (surrogates among it) to U+FFFD, byte by byte.
local function valid_utf8(text)
  local parts, from = {}, 1
  local _, bad = utf8.len(text)
  while bad do
    parts[#parts + 1] = text:sub(from, bad - 1) .. REPLACEMENT
    from = bad + 1
    _, bad = utf8.len(text, from)
  end
  parts[#parts + 1] = text:sub(from)
  return table.concat(parts)
end

-- Without what turns the direction of the rest. An isolate that is closed
-- and holds no other (U+2068 to U+2069) turns nothing outside it and stays;
-- \1 to \4, which escape() has replaced, stand for it meanwhile.
local function level(text)
  return (bidi.without_turns(text:gsub("\u{2068}", "\1")
    :gsub("\u{2069}", "\2"):gsub("\1([^\1\2]*)\2", "\3%1\4"))
    :gsub("[\1\2]", ""):gsub("\3", "\u{2068}"):gsub("\4", "\u{2069}"))
end

-- Text that is safe between tags and between quotes.
local function escape(value)
  if type(value) == "number" then
    return number.format(value)
  end
  local text = valid_utf8(value):gsub("\r\n", "\n")
    :gsub("[\0-\8\11\12\14-\31\127]", REPLACEMENT)
    :gsub("\xC2[\x80-\x9F]", REPLACEMENT)
    :gsub("\xEF\xBF[\xBE\xBF]", REPLACEMENT)
  return (level(text):gsub("[&<>\"'\r]", ESCAPES))
end

local Node = {}
Node.__index = Node
Node.__name = "undertone.markup"

local function node(html)
  return setmetatable({ html = html }, Node)
end

local function add(parts, child)
  local kind = type(child)
  if getmetatable(child) == Node then
    parts[#parts + 1] = child.html
  elseif kind == "string" or kind == "number" then
    parts[#parts + 1] = escape(child)
  elseif kind == "table" then
    for _, member in ipairs(child) do
      add(parts, member)
    end
  elseif child ~= false then
    error(("a %s is no markup"):format(kind), 0)
  end
end

-- Attributes in the order of their names; true is the name twice, as XML
-- wants it, false is left out.
local function attributes(spec)
  local parts = {}
  for _, name in ipairs(keys.sorted(spec)) do
    if type(name) == "string" and spec[name] ~= false then
      if not name:find("^%l[%w:-]*$") or name:find("^on")
        or name == "style" then
        error(("the attribute '%s' is not used"):format(name), 0)
      end
      local value = spec[name] == true and name or spec[name]
      parts[#parts + 1] = (' %s="%s"'):format(name, escape(value))
    end
  end
  return table.concat(parts)
end

local function element(name, spec)
  if type(spec) ~= "table" or getmetatable(spec) == Node then
    spec = { spec }
  end
  local parts = { "<" .. name .. attributes(spec) }
  if VOID[name] then
    parts[2] = "/>"
  else
    parts[2] = ">"
    add(parts, table.move(spec, 1, #spec, 1, {}))
    parts[#parts + 1] = "</" .. name .. ">"
  end
  return node(table.concat(parts))
end

-- HTML that stands as it is.
function markup.raw(html)
  return node(html)
end

-- The bytes of an element, a text or a list of such.
function markup.render(child)
  local parts = {}
  add(parts, child)
  return table.concat(parts)
end

-- h.NAME makes an element of that name.
return setmetatable(markup, { __index = function(_, name)
  if not KNOWN[name] then
    error(("no element '%s'"):format(tostring(name)), 2)
  end
  local function make(spec)
    return element(name, spec)
  end
  markup[name] = make
  return make
end })
