-- names.lua: long names in sentences and small places: cut in the middle, as
-- names are most often told apart by how they begin and end, and numbered
-- where they look alike all the same. Pictures do it by the same rule, by the
-- width of what is drawn.

local names = {}

local ELLIPSIS = "…"

-- Code points that belong to the character before them: combining marks,
-- variation selectors and skin tones; U+200D joins what stands behind it, too.
local EXTENDING = {
  { 0x0300, 0x036F }, { 0x0483, 0x0489 }, { 0x0591, 0x05C7 },
  { 0x0610, 0x061A }, { 0x064B, 0x065F }, { 0x0900, 0x0903 },
  { 0x093A, 0x094F }, { 0x0E31, 0x0E3A }, { 0x0E47, 0x0E4E },
  { 0x1AB0, 0x1AFF }, { 0x1DC0, 0x1DFF }, { 0x200D, 0x200D },
  { 0x20D0, 0x20FF }, { 0x3099, 0x309A }, { 0xFE00, 0xFE0F },
  { 0xFE20, 0xFE2F }, { 0x1F3FB, 0x1F3FF },
}
local JOINER = 0x200D

local function is_extending(code)
  for _, range in ipairs(EXTENDING) do
    if code >= range[1] and code <= range[2] then
      return true
    end
  end
  return false
end

-- The byte at which each character begins, and one past the end.
local function starts_of(name)
  local starts, is_joined = {}, false
  for at, code in utf8.codes(name) do
    if #starts == 0 or not (is_joined or is_extending(code)) then
      starts[#starts + 1] = at
    end
    is_joined = code == JOINER
  end
  starts[#starts + 1] = #name + 1
  return starts
end

-- The name with at most `most` characters, its middle left out, and whether
-- it was.
local function cut(name, most)
  if not utf8.len(name) or utf8.len(name) <= most then
    return name, false
  end
  local starts = starts_of(name)
  local count = #starts - 1
  if count <= most then
    return name, false
  end
  local tail = (most - 1) // 2
  local head = most - 1 - tail
  return name:sub(1, starts[head + 1] - 1) .. ELLIPSIS
    .. name:sub(starts[count - tail + 1]), true
end

-- fit(list, most) --> the names in order, none with more than `most`
-- characters and a number: "Technical su…r billing (2)". Names that are cut
-- are never the same; others stay as they are.
function names.fit(list, most)
  local short, is_cut, alike, given = {}, {}, {}, {}
  for i, name in ipairs(list) do
    short[i], is_cut[i] = cut(name, most)
    alike[short[i]] = (alike[short[i]] or 0) + 1
  end
  for i, name in ipairs(short) do
    if is_cut[i] and alike[name] > 1 then
      given[name] = (given[name] or 0) + 1
      short[i] = ("%s (%d)"):format(name, given[name])
    end
  end
  return short
end

return names
