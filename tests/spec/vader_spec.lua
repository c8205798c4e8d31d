local cjson = require "cjson"
local refuses = require "refuses"
local vader = require "undertone.vader"

local FIELDS = { "neg", "neu", "pos", "compound" }

local function new(options)
  return assert(vader.new(options))
end

-- Scores every text of a JSONL file and fails on the first that differs.
local function expect_equal(path)
  local scorer, texts, expected = new(), {}, {}
  for line in io.lines(path) do
    local case = cjson.decode(line)
    local scores = scorer:score(case.text)
    for _, field in ipairs(FIELDS) do
      assert(scores[field] == case[field], line)
    end
    texts[#texts + 1], expected[#expected + 1] = case.text, case.compound
  end
  for i, compound in ipairs(scorer:compounds(texts)) do
    assert(compound == expected[i], texts[i])
  end
  print(("vader: %d texts compared, 0 differ"):format(#texts))
  assert(#texts > 0)
end

local function overlay(bytes)
  return new { overlays = { { name = "mine.txt", bytes = bytes } } }
end

local function overlay_failure(bytes)
  local scorer, message, code = vader.new {
    overlays = { { name = "mine.txt", bytes = bytes } },
  }
  assert(scorer == nil and code == "parse", message)
  return message
end

describe("vader", function()
  it("equals the reference on our own fixture", function()
    expect_equal("tests/fixtures/vader.jsonl")
  end)

  it("replaces invalid UTF-8 and takes NUL bytes", function()
    local scorer = new()
    assert(scorer:compound("good\xFF") == scorer:compound("good\u{FFFD}"))
    assert(scorer:compound("good \xF0\x9F\x98") == scorer:compound("good x"))
    assert(scorer:compound("good \0") == scorer:compound("good x"))
    assert(scorer:compound("") == 0)
  end)

  it("scores an empty list, and refuses what is not text", function()
    local scorer = new()
    assert(#scorer:compounds({}) == 0)
    refuses("text 2 of the list is a number", scorer.compounds, scorer,
      { "good", 1 })
    refuses("table expected", scorer.compounds, scorer)
    refuses("string expected", scorer.score, scorer, {})
    local core = require "undertone.core.vader"
    refuses("a word list is missing", core.new, {})
    refuses("needs a name and bytes", core.new, { lexicon = { name = "x" } })
  end)

  it("takes about twice as long for twice the text", function()
    local scorer = new()
    local n = 200000
    for _, unit in ipairs { "!", "😀", "a", "but ", "good but ", "\"", "Σ",
      "good bad but ", "GOOD ", "\xFF", "n't", "no good " } do
      local text = unit:rep(n // #unit)
      local started = os.clock()
      scorer:score(text)
      assert(os.clock() - started < 5, unit)
    end
  end)
end)

describe("vader overlays", function()
  it("are named nearly when there is none of that name", function()
    local scorer, message, code = vader.new { overlays = { "contact_centre" } }
    assert(not scorer and code == "usage")
    assert(message:find("^no 'contact_centre%.txt' in .*among the files"
      .. " compiled in, did you mean 'contact_center%.txt'%?$"), message)
  end)

  it("change, add and take out words", function()
    local plain = new()
    assert(plain:compound("we transfer you") == 0)
    local scorer = overlay("Transfer -1.5\ngood\t0\n")
    assert(scorer:compound("we TRANSFER, you") < 0)
    assert(scorer:compound("good") == 0)
    assert(scorer:compound("great") == plain:compound("great"))
  end)

  it("match phrases whatever their case, the longest first", function()
    local scorer = overlay("on hold -1\non hold music 2\nno problem 0\n")
    assert(scorer:compound("I was On HOLD, again") < 0)
    assert(scorer:compound("ON hold Music") > 0)
    assert(scorer:compound("on on hold") < 0)
    assert(scorer:compound("no problem") == 0)
    assert(scorer:compound("on the hold") == 0)
    assert(scorer:score("on hold").neg == 1)
  end)

  it("add boosters and negators, of one word or more", function()
    local plain = new()
    local scorer = overlay("[boosters]\nsuper-duper 0.5\na tad -0.2\n"
      .. "[negators]\nno longer # gone\n")
    local base = plain:compound("xx good")
    assert(scorer:compound("super-duper good") > base)
    assert(scorer:compound("a tad good") < plain:compound("good"))
    assert(scorer:compound("no longer good") < 0)
  end)

  it("let a later one win", function()
    local scorer = new { overlays = {
      { name = "a", bytes = "hold -1" }, { name = "b", bytes = "hold 1" },
    } }
    assert(scorer:compound("hold") > 0)
  end)

  it("name file and line of a bad line", function()
    local cases = {
      ["# fine\n\nhold\n"] = "mine.txt:3: the line does not end in a number",
      ["hold 1\n 2"] = "mine.txt:2: a number without a word",
      ["hold 1e9"] = "mine.txt:1: the line does not end in a number",
      ["hold nan"] = "mine.txt:1: the line does not end in a number",
      ["[word]"] = "mine.txt:1: unknown section",
      ["\xFF 1"] = "mine.txt:1: the line is not UTF-8",
      ["a b c d e f g h i 1"] = "mine.txt:1: a phrase of more than 8 words",
      [("x"):rep(129) .. " 1"] = "mine.txt:1: a word is too long",
      [("x "):rep(70000)] = "mine.txt:1: the line is too long",
    }
    for bytes, start in pairs(cases) do
      local message = overlay_failure(bytes)
      assert(message:sub(1, #start) == start, message)
    end
  end)

  it("take a byte order mark and CRLF", function()
    assert(overlay("\u{FEFF}hold -1\r\n"):compound("hold") < 0)
  end)

  it("say which list cannot be read", function()
    local _, why = vader.new { overlays = { "./tests" } }
    assert(why:find("./tests: Is a directory", 1, true), why)
    local scorer, message, code = vader.new { overlays = { "./none.txt" } }
    assert(scorer == nil and code == "usage")
    assert(message:find("none.txt", 1, true), message)
    scorer, message, code = vader.new { overlays = { "none.txt" } }
    assert(not scorer and code == "usage")
    assert(message == "cannot read the word list none.txt: No such file or"
      .. " directory", message)
    scorer, message, code = vader.new { lexicon = "no_such_list" }
    assert(scorer == nil and code == "usage")
    assert(message:find("no_such_list", 1, true), message)
  end)
end)

describe("vader word lists", function()
  it("may be given by the user", function()
    local scorer = new {
      lexicon = { name = "l", bytes = "good\t1.0\t0.5\t[1]\ngood\t-2\n" },
      emoji = { name = "e", bytes = "😀\tgood\n" },
    }
    assert(scorer:compound("😀") < 0)
  end)

  it("name file and line of a bad line", function()
    local _, message = vader.new { lexicon = { name = "l", bytes = "a b" } }
    assert(message == "l:1: expected a token, a tab and a number", message)
    _, message = vader.new { emoji = { name = "e", bytes = "\nx\ty" } }
    assert(message == "e:2: expected an emoji, a tab and its description",
      message)
  end)
end)
