-- page_structure.lua: is a report page what it promises to be?
-- usage: undertone tests/page_structure.lua PAGE
-- A strict reader of our own: well-formed tags and entities, no element,
-- attribute or address that the page never uses, references that resolve,
-- headings in order, tables with headers and captions. Says what is wrong.

local ALLOWED = {}
for name in ([[a article bdi blockquote body br caption circle cite clipPath
    code dd defs details div dl dt figcaption figure footer g h1 h2 h3 h4 head
    header html label li line main meta nav ol option p path polygon polyline
    q rect script section select small span strong style summary svg symbol
    table tbody td th thead title tr ul use]]):gmatch("%a%w*") do
  ALLOWED[name] = true
end
local RAW = { script = true, style = true }
local ENTITIES = { ["&amp;"] = true, ["&lt;"] = true, ["&gt;"] = true,
  ["&quot;"] = true, ["&#39;"] = true }

local problems, counts, ids, references = {}, {}, {}, {}
local stack, last_heading = {}, 0

local function complain(format, ...)
  problems[#problems + 1] = format:format(...)
end

local function check_text(text, where)
  for entity in text:gmatch("&[^%s;&]*;?") do
    if not ENTITIES[entity] then
      complain("a bare '%s' in %s", entity, where)
    end
  end
  if text:find("[<\0-\8\11\12\14-\31]") then
    complain("a forbidden character in %s", where)
  end
end

local CHECKS = {
  id = function(value)
    if ids[value] then
      complain("id '%s' comes twice", value)
    end
    ids[value] = true
  end,
  href = function(value)
    if not value:find("^#") then
      complain("an address: '%s'", value)
    end
    references[#references + 1] = value:sub(2)
  end,
  src = function() complain("something is fetched") end,
  style = function() complain("a style attribute") end,
}
CHECKS["xlink:href"] = CHECKS.href
CHECKS["aria-labelledby"] = function(value)
  references[#references + 1] = value
end

local function check_attributes(name, text)
  local seen, rest = {}, text
  while rest:find("%S") do
    local key, value, after = rest:match('^%s+([%a][%w:-]*)="([^"]*)"(.*)$')
    if not key then
      complain("unreadable attributes in <%s%s>", name, text:sub(1, 80))
      return seen
    elseif seen[key] or key:find("^on") then
      complain("attribute %s in <%s>", key, name)
    end
    check_text(value, key)
    if CHECKS[key] then
      CHECKS[key](value)
    end
    seen[key], rest = value, after
  end
  return seen
end

local function check_heading(name)
  local level = tonumber(name:match("^h(%d)$"))
  if level then
    if level > last_heading + 1 then
      complain("h%d follows h%d", level, last_heading)
    end
    last_heading = level
  end
end

local function open_tag(name, attributes, is_closed)
  counts[name] = (counts[name] or 0) + 1
  if not ALLOWED[name] then
    complain("an element <%s>", name)
  end
  local seen = check_attributes(name, attributes)
  check_heading(name)
  if name == "th" and not seen.scope then
    complain("a th without scope")
  elseif name == "svg" and not (seen["aria-label"] or seen["aria-hidden"]) then
    complain("an svg without a name")
  end
  if not is_closed then
    stack[#stack + 1] = name
  end
end

local function close_tag(name)
  if stack[#stack] ~= name then
    complain("</%s> closes <%s>", name, tostring(stack[#stack]))
  end
  stack[#stack] = nil
end

-- One tag at `from`; returns where the text after it begins.
local function read_tag(page, from)
  local name, to = page:match("^</(%a[%w:]*)>()", from)
  if name then
    close_tag(name)
    return to
  end
  local attributes, slash
  name, attributes, slash, to =
    page:match('^<(%a[%w:]*)([^<>]-)(/?)>()', from)
  if not name then
    complain("no tag: %s", page:sub(from, from + 60))
    return from + 1
  end
  open_tag(name, attributes, slash == "/")
  if RAW[name] then
    return page:find("</" .. name .. ">", to, true) or #page + 1
  end
  return to
end

local function read(page)
  local at = page:match("^<!DOCTYPE html>\n()")
  if not at or not utf8.len(page) then
    complain("no doctype, or not UTF-8")
    return
  end
  while at and at <= #page do
    local tag = page:find("<", at, true) or #page + 1
    check_text(page:sub(at, tag - 1), "text after <"
      .. tostring(stack[#stack]) .. ">")
    at = tag <= #page and read_tag(page, tag)
  end
end

local function check_counts()
  for _, name in ipairs { "html", "head", "title", "style", "script", "main",
    "nav", "h1" } do
    if counts[name] ~= 1 then
      complain("%d <%s>", counts[name] or 0, name)
    end
  end
  if counts.table ~= counts.caption or counts.table ~= counts.thead then
    complain("a table without caption or header")
  end
  if #stack > 0 then
    complain("<%s> is never closed", stack[#stack])
  end
end

local file <close> = assert(io.open(arg[1], "rb"))
local page = file:read("a")
read(page)
check_counts()
for _, id in ipairs(references) do
  if not ids[id] then
    complain("nothing has the id '%s'", id)
  end
end
if page:find("\u{202E}", 1, true) or page:find("\u{2066}", 1, true) then
  complain("a character that turns direction")
end
for i = 1, math.min(#problems, 20) do
  print(problems[i])
end
print(("%d bytes, %d problems"):format(#page, #problems))
return #problems == 0 and 0 or 1
