-- lexicon_diff.lua: what an overlay changes in the labels of conversations.
-- Scores every conversation before and after, and keeps those whose label
-- is another, each with the turn of the chosen speaker that moved most.

local failure = require "undertone.failure"
local rounded = require "undertone.rounded"
local sentiment = require "undertone.sentiment"
local vader = require "undertone.vader"

local lexicon_diff = {}

local BATCH = 128
local MAX_TEXT = 90 -- characters of a turn shown

-- The scorer of one side: "none", or an overlay by name or path. Raises
-- "usage" on one that cannot be read; a bad line is named file:line.
function lexicon_diff.scorer(overlay)
  local scorer, why = vader.new {
    overlays = overlay ~= "none" and { overlay } or {} }
  if not scorer then
    failure.raise("usage", "%s", why)
  end
  return scorer
end

-- Scores a batch and takes the compounds of the turns away with it.
local function score(scorer, batch, settings)
  local results = sentiment.score(scorer, batch, settings)
  for i, conversation in ipairs(batch) do
    local compounds = {}
    for position, turn in ipairs(conversation.turns) do
      compounds[position] = turn.compound or false
    end
    results[i].compounds = compounds
  end
  return results
end

-- The turn behind the score whose compound changed most, the first of equals.
local function most_moved(conversation, before, after, speaker)
  local best, most = nil, 0
  for position, turn in ipairs(conversation.turns) do
    local from, to = before.compounds[position], after.compounds[position]
    if from and (speaker == "all" or turn.speaker == speaker)
      and math.abs(to - from) > most then
      most = math.abs(to - from)
      best = { position = position, speaker = turn.speaker,
        text = turn.text, before = from, after = to }
    end
  end
  return best
end

local function compare_batch(result, batch, scorers, settings)
  local before = score(scorers.before, batch, settings)
  local after = score(scorers.after, batch, settings)
  for i, conversation in ipairs(batch) do
    local from, to = before[i], after[i]
    result.scored = result.scored + (from.score and 1 or 0)
    if from.label ~= to.label then
      table.insert(result.changed, { id = conversation.id,
        before = { score = from.score, label = from.label },
        after = { score = to.score, label = to.label },
        turn = most_moved(conversation, from, to, settings.speaker) })
    end
  end
end

-- The largest change of the score first, then by id.
local function sort(changed)
  table.sort(changed, function(a, b)
    local one = math.abs(a.after.score - a.before.score)
    local other = math.abs(b.after.score - b.before.score)
    if one ~= other then
      return one > other
    end
    return a.id < b.id
  end)
end

-- Compares over an iterator of conversations with turns; scorers =
-- { before =, after = }, settings are those of sentiment. Returns { scored =
-- how many have a score, changed = sorted list of { id =, before =
-- { score =, label = }, after = the same, turn = { position =, speaker =,
-- text =, before =, after = } } }.
function lexicon_diff.compare(next_conversation, scorers, settings)
  local result, batch = { scored = 0, changed = {} }, {}
  for conversation in next_conversation do
    batch[#batch + 1] = conversation
    if #batch == BATCH then
      compare_batch(result, batch, scorers, settings)
      batch = {}
    end
  end
  compare_batch(result, batch, scorers, settings)
  sort(result.changed)
  return result
end

local function signed(value)
  return rounded.signed(value, 3)
end

-- One line of a text, at most MAX_TEXT characters of it.
local function excerpt(text)
  text = text:gsub("[%c%s]+", " ")
  local cut = utf8.len(text) and utf8.offset(text, MAX_TEXT + 1)
  return cut and cut <= #text and text:sub(1, cut - 1) .. "…" or text
end

local function add_change(lines, change)
  local before, after, turn = change.before, change.after, change.turn
  lines[#lines + 1] = ("%s  %s -> %s  %s -> %s"):format(change.id,
    before.label, after.label, signed(before.score), signed(after.score))
  lines[#lines + 1] = ("    turn %d, %s, %s -> %s: %s"):format(
    turn.position, turn.speaker, signed(turn.before), signed(turn.after),
    excerpt(turn.text))
end

-- How many changes there are of each kind, as "3 positive -> neutral".
local function count_kinds(changed)
  local counts, kinds, parts = {}, {}, {}
  for _, change in ipairs(changed) do
    local kind = change.before.label .. " -> " .. change.after.label
    if not counts[kind] then
      counts[kind], kinds[#kinds + 1] = 0, kind
    end
    counts[kind] = counts[kind] + 1
  end
  table.sort(kinds)
  for i, kind in ipairs(kinds) do
    parts[i] = ("%d %s"):format(counts[kind], kind)
  end
  return table.concat(parts, ", ")
end

-- A result of compare as text: two lines a conversation, then the summary.
function lexicon_diff.text(result)
  local lines = {}
  for _, change in ipairs(result.changed) do
    add_change(lines, change)
  end
  lines[#lines + 1] = ("%d of %d scored conversations change their label%s")
    :format(#result.changed, result.scored, #result.changed > 0
      and ": " .. count_kinds(result.changed) or "")
  return table.concat(lines, "\n")
end

return lexicon_diff
