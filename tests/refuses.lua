-- refuses.lua: misuse raises, and the message says what is wrong.

return function(words, call, ...)
  local ok, why = pcall(call, ...)
  assert(not ok, "nothing was raised; expected: " .. words)
  assert(tostring(why):find(words, 1, true), why)
end
