-- transcript.lua: from a service's transcript to turns.
-- The tutorial's contract: a list of { author = { type = }, text =,
-- timestamp = }. A body of another shape is refused with the path of the
-- part that is wrong. What is not needed may be missing: a timestamp, an
-- author (then "other"), and the text of a turn whose author is known to be no
-- person, which becomes the empty one. Any other without a text is a gap.

local json = require "undertone.json"
local time = require "undertone.time"

local transcript = {}

local SPEAKERS = {
  agent = "agent", customer = "customer", system = "system",
  client = "customer", user = "customer", external = "customer",
  bot = "agent", internal = "agent",
}

local MAY_BE_SILENT = { system = true, bot = true }

local function refuse(path, expected, got)
  return nil, ("transcript%s: expected %s, got %s"):format(path, expected,
    json.kind(got)), "parse"
end

-- The author's type in lower case, or "".
local function type_of(author)
  if type(author) == "table" and type(author.type) == "string" then
    return author.type:lower()
  end
  return ""
end

local function turn_from(entry, start, index)
  if type(entry) ~= "table" then
    return refuse(("[%d]"):format(index), "an object", entry)
  end
  local author_type = type_of(json.value(entry.author))
  local text = entry.text
  if json.value(text) == nil and MAY_BE_SILENT[author_type] then
    text = ""
  elseif type(text) ~= "string" then
    return refuse(("[%d].text"):format(index), "a string", text)
  end
  local at = time.parse(json.value(entry.timestamp))
  return { speaker = SPEAKERS[author_type] or "other", text = text,
    at = at and start and at - start or nil }
end

-- The turns of a decoded transcript; `start_time` (ISO 8601) makes `at`
-- seconds from the start. nil, message, "parse" when it has another shape.
function transcript.turns(body, start_time)
  if type(body) ~= "table" or (next(body) ~= nil and #body == 0) then
    return refuse("", "a list of turns", body)
  end
  local start = time.parse(start_time)
  local turns = {}
  for i, entry in ipairs(body) do
    local turn, why, code = turn_from(entry, start, i)
    if not turn then
      return nil, why, code
    end
    turns[i] = turn
  end
  return turns
end

-- True when customer or agent said anything at all.
local function has_words(turns)
  for _, turn in ipairs(turns) do
    if turn.speaker ~= "system" and turn.text:find("%S") then
      return true
    end
  end
  return false
end

-- What a decoded transcript amounts to: { status = "ok", turns = }, or
-- "empty" or "failed" with a reason.
function transcript.result(body, start_time)
  local turns, why = transcript.turns(body, start_time)
  if not turns then
    return { status = "failed", reason = why }
  elseif #turns == 0 then
    return { status = "empty", reason = "no turns" }
  elseif not has_words(turns) then
    return { status = "empty", reason = "nobody said anything" }
  end
  return { status = "ok", turns = turns }
end

-- The words of all speakers but the system, joined by a space, as the
-- tutorial joins them.
function transcript.text(turns)
  local texts = {}
  for _, turn in ipairs(turns) do
    if turn.speaker ~= "system" and turn.text ~= "" then
      texts[#texts + 1] = turn.text
    end
  end
  return table.concat(texts, " ")
end

return transcript
