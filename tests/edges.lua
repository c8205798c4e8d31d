-- edges.lua: small sets of conversations at the edges of what is sane.
-- usage: undertone tests/edges.lua NAME > FILE.jsonl
--        undertone tests/edges.lua settings > FILE.lua: the settings that
--        make an outcome of each of their dispositions

local json = require "undertone.json"

local MOODS = { "Thanks, that was great.", "This is awful, I hate it.",
  "I called about the parcel.", "My invoice is wrong again, sadly." }

local LONG = ("very long "):rep(30)
local RIGHT_TO_LEFT = { "שלום, נפתר", "تم التصعيد", "\u{202E}gnp.exe" }
local MANY = 200
local MANY_CONVERSATIONS = 10000

local function write(count, make)
  for i = 1, count do
    local call = { id = ("call-%03d"):format(i), duration = 60 + i % 7,
      start_time = ("2026-11-%02dT08:00:00Z"):format(1 + i % 14),
      disposition = "resolved", text = MOODS[i % #MOODS + 1] }
    make(call, i)
    print((json.encode_compact { conversationId = call.id,
      start_time = call.start_time, duration = call.duration,
      disposition = call.disposition, transcript = { { text = call.text,
        author = { type = "customer" } } } }))
  end
end

local edges = {}

function edges.nothing() end

function edges.no_text()
  write(30, function(call, i)
    call.text, call.disposition = "", i % 2 == 0 and "resolved" or "escalated"
  end)
end

function edges.one_outcome()
  write(40, function() end)
end

function edges.one_label()
  write(40, function(call, i)
    call.text = "Great, thanks! " .. i
    call.disposition = i % 2 == 0 and "resolved" or "escalated"
  end)
end

function edges.equal_scores()
  write(40, function(call, i)
    call.text = "The parcel came."
    call.disposition = i % 2 == 0 and "resolved" or "escalated"
  end)
end

function edges.many_outcomes()
  write(1800, function(call, i)
    call.disposition = ("outcome %d"):format(i % MANY)
  end)
end

-- Each with words of its own, so that no two are one text.
function edges.many_conversations()
  write(MANY_CONVERSATIONS, function(call, i)
    call.id = ("call-%05d"):format(i)
    call.disposition = i % 3 == 0 and "escalated" or "resolved"
    call.text = ("%s It is number %d, %d and %d."):format(call.text, i,
      i * 7919 % 10007, i * 104729 % 10007)
  end)
end

function edges.long_names()
  write(40, function(call, i)
    call.disposition = LONG .. i % 3
  end)
end

function edges.right_to_left()
  write(60, function(call, i)
    call.disposition = RIGHT_TO_LEFT[i % #RIGHT_TO_LEFT + 1]
    call.text = MOODS[i % #MOODS + 1] .. " שלום " .. call.disposition
    call.id = "שיחה " .. i
  end)
end

function edges.settings()
  local names = { LONG .. 0, LONG .. 1, LONG .. 2 }
  table.move(RIGHT_TO_LEFT, 1, #RIGHT_TO_LEFT, #names + 1, names)
  for i = 0, MANY - 1 do
    names[#names + 1] = ("outcome %d"):format(i)
  end
  print("return { outcomes = { map = {")
  for _, name in ipairs(names) do
    print(("  [%q] = %q,"):format(name, name))
  end
  print("} } }")
end

edges[arg[1]]()
