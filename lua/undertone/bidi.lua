-- bidi.lua: text that leaves the direction of its surroundings alone.
--
-- Characters that turn the direction of what follows (U+202A to U+202E,
-- U+2066 to U+2069) are left out: a name must not rearrange the sentence or
-- the picture it stands in.

local bidi = {}

function bidi.without_turns(text)
  return (text:gsub("\xE2\x80[\xAA-\xAE]", "")
    :gsub("\xE2\x81[\xA6-\xA9]", ""))
end

return bidi
