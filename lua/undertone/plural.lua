-- plural.lua: counts in a text: "1 topic", "2 topics", "12,345".

local plural = {}

-- "12,345".
function plural.thousands(n)
  local digits = ("%d"):format(n):reverse():gsub("(%d%d%d)", "%1,"):reverse()
  return (digits:gsub("^,", ""))
end

-- The noun as it stands behind the count.
function plural.noun(count, noun)
  return count == 1 and noun or noun .. "s"
end

-- Count and noun: "1 topic", "2,000 topics".
function plural.count(count, noun)
  return plural.thousands(count) .. " " .. plural.noun(count, noun)
end

return plural
