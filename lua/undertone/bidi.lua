-- bidi.lua: names and texts that leave the direction of what is around them
-- alone.
--
-- Characters that turn the direction of what follows (U+202A to U+202E,
-- U+2066 to U+2069) are left out: a name must not rearrange the sentence or
-- the picture it stands in. In a sentence, numbers beside an Arabic or Hebrew
-- name would still change places with it, so such a name is isolated; one
-- without a right-to-left letter gets no invisible characters.

local bidi = {}

local FIRST_STRONG = "\u{2068}" -- opens an isolate of its first letter's kind
local POP = "\u{2069}"          -- closes it

-- Blocks of scripts that run from right to left (Unicode 15.0, chapter 9 and
-- DerivedBidiClass.txt: R and AL).
local BLOCKS = {
  { 0x0590, 0x08FF }, { 0xFB1D, 0xFDFF }, { 0xFE70, 0xFEFF },
  { 0x10800, 0x10FFF }, { 0x1E800, 0x1EFFF },
}

local function is_right_to_left(code)
  for _, block in ipairs(BLOCKS) do
    if code >= block[1] and code <= block[2] then
      return true
    end
  end
  return false
end

local function has_right_to_left(text)
  for _, code in utf8.codes(text) do
    if is_right_to_left(code) then
      return true
    end
  end
  return false
end

function bidi.without_turns(text)
  return (text:gsub("\xE2\x80[\xAA-\xAE]", "")
    :gsub("\xE2\x81[\xA6-\xA9]", ""))
end

-- The name as one unit of the sentence around it: isolated when it holds a
-- right-to-left letter.
function bidi.isolate(name)
  local plain = bidi.without_turns(name)
  if not utf8.len(plain) or not has_right_to_left(plain) then
    return plain
  end
  return FIRST_STRONG .. plain .. POP
end

return bidi
