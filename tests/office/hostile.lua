-- hostile.lua: conversations whose every text is out to be more than text in
-- a sheet: formulas in disguise, quotes, separators, line ends, long ids.
-- usage: undertone tests/office/hostile.lua > FILE.jsonl
--        undertone tests/office/hostile.lua settings > FILE.lua: settings
--        with outcomes and topics of such names, too

local json = require "undertone.json"

local LEADS = { "", " ", "\u{A0}", "\u{FEFF}", "\u{200B}", "\u{3000}", "\t",
  "\r", "\n", "'", '"' }
local FORMULAS = { "=1+1", "+1+1", "-1+1", "@SUM(1;1)",
  "=1+1+cmd|' /C calc'!A0", '=HYPERLINK("http://127.0.0.1/";"see")',
  '=WEBSERVICE("http://127.0.0.1/")', '=DDE("soffice";"x";"y")', "{=1+1}",
  "\u{FF1D}1+1", "\u{2212}1+1" }
local OTHERS = { "a;b,c\td", 'say "no"', '"', '""', "one\ntwo\r\nthree\rfour",
  "\n", " blank either side ", "1234567890123456789", "12345678901234567890",
  "שלום =1+1", "\u{202E}1+1=", "a\u{0}b", "#REF!", "#N/A",
  ("long "):rep(3000), "=" .. ("1+"):rep(7000) .. "1" }

local function turn(speaker, text)
  return { author = { type = speaker }, text = text }
end

local LONG = 10000 -- more in a line of several is broken by LibreOffice

local count = 0

local function write(text)
  count = count + 1
  local lines = #text < LONG and text .. ",\"\n" .. text or text
  print((json.encode_compact { conversationId = ("%s %d"):format(text, count),
    start_time = text, duration = -count, disposition = text, channel = text,
    transcript = { turn("customer", text), turn("agent", "Well. " .. text),
      turn("customer", lines) } }))
end

if arg[1] == "settings" then
  print("return { outcomes = { map = {")
  for _, formula in ipairs(FORMULAS) do
    print(("  [%q] = %q,"):format(formula, formula))
  end
  print(("} }, topics = { k = 2, names = { [0] = %q, %q } } }"):format(
    FORMULAS[1], FORMULAS[2]))
  return
end
for _, formula in ipairs(FORMULAS) do
  for _, lead in ipairs(LEADS) do
    write(lead .. formula)
  end
end
for _, text in ipairs(OTHERS) do
  write(text)
end
