-- What an overlay changes, over conversations made for it.
local lexicon_diff = require "undertone.lexicon_diff"

local SETTINGS = { speaker = "customer", aggregate = "mean", positive = 0.05,
  negative = -0.05, trend_min_turns = 4 }

-- An overlay of these bytes as a scorer; overlays come from files.
local function scorer_of(bytes)
  local path = os.tmpname()
  local file <close> = assert(io.open(path, "wb"))
  file:write(bytes)
  file:close()
  local ok, scorer = pcall(lexicon_diff.scorer, path)
  os.remove(path)
  return ok and scorer, scorer, path
end

local function conversation(id, ...)
  local turns = {}
  for i, text in ipairs { ... } do
    local is_agent = text:sub(1, 2) == "A:"
    turns[i] = { speaker = is_agent and "agent" or "customer",
      text = is_agent and text:sub(3) or text }
  end
  return { id = id, turns = turns }
end

local function compare(list, bytes, changes)
  local settings = setmetatable(changes or {}, { __index = SETTINGS })
  local i = 0
  return lexicon_diff.compare(function()
    i = i + 1
    return list[i]
  end, { before = lexicon_diff.scorer "none",
    after = assert(scorer_of(bytes)) }, settings)
end

describe("lexicon diff", function()
  it("finds the labels that change and the turn that moved most", function()
    local result = compare({
      conversation("kept", "This is horrible."),
      conversation("moved", "A:Please hold.", "I wait.", "transfer transfer",
        "A:transfer transfer transfer", "transfer"),
    }, "transfer -2")
    assert(result.scored == 2 and #result.changed == 1)
    local change = result.changed[1]
    assert(change.id == "moved")
    assert(change.before.label == "neutral" and change.before.score == 0)
    assert(change.after.label == "negative" and change.after.score < -0.2)
    assert(change.turn.position == 3 and change.turn.speaker == "customer")
    assert(change.turn.before == 0 and change.turn.after < -0.5)
  end)

  it("sorts by how far the score moved, then by id", function()
    local result = compare({
      conversation("b", "transfer"), conversation("a", "transfer"),
      conversation("c", "transfer transfer"), conversation("d", "x"),
    }, "transfer 1")
    local ids = {}
    for i, change in ipairs(result.changed) do
      ids[i] = change.id
    end
    assert(table.concat(ids, " ") == "c a b", table.concat(ids, " "))
  end)

  it("looks at the speaker that makes the score", function()
    local list = { conversation("one", "A:transfer", "fine by me") }
    assert(#compare(list, "transfer -2").changed == 0)
    local result = compare(list, "transfer -4", { speaker = "agent" })
    assert(#result.changed == 1)
    assert(result.changed[1].turn.speaker == "agent")
  end)

  it("takes more than a batch, conversations without a score, none", function()
    local list = {}
    for i = 1, 300 do
      list[i] = conversation(("%03d"):format(i), i % 2 == 0 and "transfer"
        or "A:transfer")
    end
    local result = compare(list, "transfer -1")
    assert(result.scored == 150 and #result.changed == 150)
    assert(result.changed[150].id == "300")
    assert(lexicon_diff.text(compare({}, "transfer -1"))
      == "0 of 0 scored conversations change their label")
  end)

  it("is written two lines a conversation, and a summary", function()
    local text = lexicon_diff.text(compare({
      conversation("a", "transfer\n\tme \27[1m" .. ("é"):rep(100)),
    }, "transfer -1"))
    assert(text == "a  neutral -> negative  0.000 -> -0.250\n"
      .. "    turn 1, customer, 0.000 -> -0.250: transfer me [1m"
      .. ("é"):rep(75) .. "…\n1 of 1 scored conversations change their"
      .. " label: 1 neutral -> negative", text)
  end)

  it("names file and line of a bad overlay", function()
    local scorer, why, path = scorer_of "fine 1\nbad\n"
    assert(not scorer and why.code == "usage")
    assert(why.message:find(path .. ":2: ", 1, true), why.message)
    local ok
    ok, why = pcall(lexicon_diff.scorer, "no_such_list")
    assert(not ok and why.message:find("no_such_list", 1, true))
  end)
end)
