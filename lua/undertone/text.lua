-- text.lua: words of a text, as NLTK 3.8 finds them.
--
--   text.word_tokenize(s)        --> list: word_tokenize, English
--   text.content_words(s)        --> string: lower case, letters alone, no
--                                    stop words, joined by one space
--   text.content_words_all(list) --> list of them, computed in parallel
--   text.stopwords()             --> table word -> true
--   text.clean(bytes)            --> UTF-8 text, how many U+FFFD stand in it
--                                    for bytes that are not, as Python's
--                                    decode("utf-8", "replace") puts them
--
-- The word lists are read at the first call; a file of your own named as in
-- lexicon/ wins. A bad list gives nil, message, code.

local core = require "undertone.core.text"
local resource = require "undertone.resource"

local text = {}
local functions

-- The functions over the word lists, or nil, message, code.
local function load()
  local lists = {}
  for key, name in pairs { punkt = "punkt_english", stopwords = "stopwords" } do
    local bytes, origin, code = resource.read("lexicon/" .. name .. ".txt")
    if not bytes then
      return nil, origin, code
    end
    lists[key] = { name = origin, bytes = bytes }
  end
  return core.new(lists)
end

-- The public function of that name.
local function face(name)
  return function(...)
    if not functions then
      local message, code
      functions, message, code = load()
      if not functions then
        return nil, message, code
      end
    end
    return functions[name](...)
  end
end

text.word_tokenize = face "word_tokenize"
text.content_words = face "content_words"
text.content_words_all = face "content_words_all"
text.stopwords = face "stopwords"
text.clean = core.clean

return text
