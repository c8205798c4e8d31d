-- rounded.lua: numbers as a text shows them, the same in words and tables. A
-- minus is U+2212, no zero has a sign, and what is above 0 or below 1 never
-- reads as none or all.
--
--   rounded.fixed(value, decimals [, is_signed]) --> "−0.20"; "+0.20" if signed
--   rounded.signed(value, decimals) --> "-0.20", "+0.20": signed, in ASCII
--   rounded.hundredths(share) --> "61", "<1", ">99"
--   rounded.percent(share)    --> the same with a percent sign
--   rounded.in_words(text)    --> "less than 1" for "<1"

local number = require "undertone.number"

local rounded = {}

local MINUS = "\u{2212}"

function rounded.fixed(value, decimals, is_signed)
  local text = number.fixed(math.abs(value), decimals)
  if not text:find("[1-9]") then
    return text
  end
  return (value < 0 and MINUS or is_signed and "+" or "") .. text
end

function rounded.signed(value, decimals)
  return (rounded.fixed(value, decimals, true):gsub(MINUS, "-"))
end

function rounded.hundredths(share)
  local text = number.fixed(100 * share, 0)
  if text == "0" and share > 0 then
    return "<1"
  end
  return text == "100" and share < 1 and ">99" or text
end

function rounded.percent(share)
  return rounded.hundredths(share) .. "\u{A0}%"
end

function rounded.in_words(text)
  return (text:gsub("^<", "less than "):gsub("^>", "more than "))
end

return rounded
