-- plural.lua: counted nouns, "1 topic" and "2 topics".

local plural = {}

-- The noun as it stands behind the count.
function plural.noun(count, noun)
  return count == 1 and noun or noun .. "s"
end

-- Count and noun.
function plural.count(count, noun)
  return ("%d %s"):format(count, plural.noun(count, noun))
end

return plural
