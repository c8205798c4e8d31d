-- hostile.lua: a report whose every text is out to run something.
-- usage: undertone hostile.lua PAYLOADS FOLDER
-- Writes FOLDER/<a name that is a payload>.jsonl and .lua: conversations
-- with a payload in id, start, disposition, channel, each turn and reason,
-- and settings with one in every name, title, word, term and value. Run the
-- report with both.

local json = require "undertone.json"

local payloads_path, folder = arg[1], arg[2]
local payloads = {}
for line in io.lines(payloads_path) do
  payloads[#payloads + 1] = line
end

local NAME = "<img src=x onerror=alert(1)>"
local PER_OUTCOME = 9 -- enough to be tested, not only described

local function turn(speaker, text)
  return { author = { type = speaker }, text = text }
end

local function conversation(payload, n)
  local mood = n % 3 == 0 and "This is terrible, awful, I hate it. "
    or n % 3 == 1 and "Thanks, that was great, I love it. " or "Well. "
  return { conversationId = ("%s %d"):format(payload, n),
    start_time = payload, duration = 60 + n, disposition = payload,
    channel = payload, transcript = {
      turn("customer", mood .. payload), turn("agent", payload),
      turn("customer", "My parcel " .. payload .. " is late."),
      turn("customer", payload .. " Good."),
      turn("customer", "Thanks, great! " .. payload) } }
end

local data = assert(io.open(("%s/%s.jsonl"):format(folder, NAME), "wb"))
for _, payload in ipairs(payloads) do
  for n = 1, PER_OUTCOME do
    data:write(json.encode_compact(conversation(payload, n)), "\n")
  end
  data:write(json.encode_compact { conversationId = payload .. " broken",
    disposition = payload, transcript = { payload } }, "\n")
end
data:close()

local settings = assert(io.open(("%s/%s.lua"):format(folder, NAME), "wb"))
settings:write("local payloads = {\n")
for _, payload in ipairs(payloads) do
  settings:write(("  %q,\n"):format(payload))
end
settings:write [=[
}
local stock = load(require("undertone.stock").read("scripts/layout.lua"))()

local at = 0
local function payload()
  at = at % #payloads + 1
  return payloads[at]
end

-- Every entry of a table of texts with a payload before and after.
local function spoilt(texts)
  local keys, result = {}, {}
  for key in pairs(texts) do
    keys[#keys + 1] = key
  end
  table.sort(keys)
  for _, key in ipairs(keys) do
    result[key] = payload() .. texts[key] .. payload()
  end
  return result
end

local outcomes, names = {}, {}
for i, text in ipairs(payloads) do
  outcomes[text] = text
  names[i - 1] = text
end
local figures = {}
for _, name in ipairs(stock.figure_order) do
  figures[name] = { title = payload(), xlabel = payload() }
end
local sections = stock.page.sections
sections[#sections + 1] = { name = "mine", title = payload(),
  content = function(_, page)
    return { payloads, page.h.p { title = payload(), payload() } }
  end }

return {
  outcomes = { map = outcomes, order = payloads, missing = payload() },
  topics = { names = names, k = 8, examples = 9 },
  filters = { function(conversation)
    return not conversation.id:find(" 2$"), payload()
  end },
  layout = { figures = figures, figure_formats = { "svg" },
    page = { title = payload(), sections = sections,
      titles = spoilt(stock.page.titles), words = spoilt(stock.page.words) } },
}
]=]
settings:close()
