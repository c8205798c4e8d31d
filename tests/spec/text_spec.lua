local cjson = require "cjson"
local text = require "undertone.text"

local function expect_same(expected, got, what)
  local want, have = cjson.encode(expected), cjson.encode(got)
  assert(want == have, ("%s\nexpected %s\ngot      %s")
    :format(cjson.encode(what), want, have))
end

-- Compares the words of each JSON line, and its content words when given.
local function compare(lines)
  local count = 0
  for line in lines do
    local case = cjson.decode(line)
    expect_same(case.tokens, text.word_tokenize(case.text), case.text)
    if case.content then
      expect_same(case.content, text.content_words(case.text), case.text)
    end
    count = count + 1
  end
  print(("word_tokenize: %d texts compared, 0 differ"):format(count))
  assert(count > 0)
end

describe("text", function()
  it("finds the reference's words in our own fixture", function()
    compare(io.lines("tests/fixtures/tokens.jsonl"))
  end)

  it("gives nothing for nothing", function()
    expect_same({}, text.word_tokenize(""))
    assert(text.content_words("") == "")
    assert(text.content_words("The of, it's 5?") == "")
    assert(#text.content_words_all {} == 0)
  end)

  it("cleans bytes as Python's replace does", function()
    expect_same({ "A\u{FFFD}B \u{FFFD}C\0", 2 },
      { text.clean "A\xE2\x82B \xF0\x9F\x98C\0" })
    expect_same({ ("\u{FFFD}"):rep(3), 3 }, { text.clean "\xED\xA0\x80" })
    expect_same({ "", 0 }, { text.clean "" })
    assert(not pcall(text.clean))
  end)

  it("replaces invalid UTF-8 and keeps NUL", function()
    expect_same({ "a\u{FFFD}b" }, text.word_tokenize("a\xFFb"))
    expect_same({ "a\0b" }, text.word_tokenize("a\0b"))
    assert(text.content_words("bad\xFF good\0 fine") == "fine")
  end)

  it("knows the 179 stop words", function()
    local count = 0
    for word, is_stopword in pairs(text.stopwords()) do
      assert(is_stopword == true and word:lower() == word)
      count = count + 1
    end
    assert(count == 179, count)
    assert(text.stopwords()["don't"] and not text.stopwords()["refund"])
  end)

  it("raises on misuse", function()
    assert(not pcall(text.word_tokenize, {}))
    assert(not pcall(text.content_words))
    assert(not pcall(text.content_words_all, "x"))
    local ok, why = pcall(text.content_words_all, { "a", 5 })
    assert(not ok and why:find("text 2 of the list is a number, not", 1, true),
      why)
  end)

  it("names the file and line of a bad parameter", function()
    local core = require "undertone.core.text"
    local list = { name = "mine.txt", bytes = "a\tmr\no\tthe\tmany\n" }
    local functions, message, code = core.new {
      punkt = list, stopwords = { name = "stop", bytes = "the\n" },
    }
    assert(functions == nil and code == "parse")
    assert(message == "mine.txt:2: not a Punkt parameter", message)
  end)
end)
