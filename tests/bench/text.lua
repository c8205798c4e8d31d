-- text.lua: content_words in MB/s on one core, and NLTK's beside it when
-- python3 has it.
-- usage: undertone tests/bench/text.lua
-- Times are processor time, so that other work on the machine counts less;
-- rounds of both alternate and the median is shown. The texts are the
-- dialogues in ../shared, or else the tenant's sample conversations.

local cjson = require "cjson"
local text = require "undertone.text"

local ROUNDS = 5
local NLTK_BYTES = 300000 -- as much as NLTK takes a moment for
local SOURCES = {
  "gzip -dc ../shared/data/sgd_dev.jsonl.gz 2>/dev/null",
  "cat examples/tenant/*.jsonl",
}

-- What was said in each conversation that has a transcript.
local function read_texts(command)
  local texts = {}
  for line in io.popen(command):lines() do
    local turns = {}
    local transcript = cjson.decode(line).transcript
    for _, turn in ipairs(transcript ~= cjson.null and transcript or {}) do
      turns[#turns + 1] = turn.text
    end
    if #turns > 0 then
      texts[#texts + 1] = table.concat(turns, " "):gsub("\n", " ")
    end
  end
  return texts
end

local function first_texts()
  for _, command in ipairs(SOURCES) do
    local texts = read_texts(command)
    if #texts > 0 then
      return texts
    end
  end
  error("no texts to measure with", 0)
end

local function count_bytes(texts)
  local bytes = 0
  for _, one in ipairs(texts) do
    bytes = bytes + #one
  end
  return bytes
end

local function measure_ours(texts, bytes)
  local start = os.clock()
  for _, one in ipairs(texts) do
    text.content_words(one)
  end
  return bytes / (os.clock() - start) / 1e6
end

-- NLTK's MB/s over the file, or nil without NLTK.
local function measure_nltk(path)
  local command = "/usr/bin/python3 tests/bench/nltk_content.py '%s' 2>&1"
  local pipe = io.popen(command:format(path))
  local answer = pipe:read("a")
  return pipe:close() and tonumber(answer) or nil
end

local function write_sample(texts)
  local path = os.tmpname()
  local file = assert(io.open(path, "wb"))
  local bytes = 0
  for _, one in ipairs(texts) do
    file:write(one, "\n")
    bytes = bytes + #one
    if bytes > NLTK_BYTES then
      break
    end
  end
  file:close()
  return path
end

local function median(values)
  table.sort(values)
  return values[(#values + 1) // 2]
end

local texts = first_texts()
local bytes = count_bytes(texts)
local sample = write_sample(texts)
local ours, nltk = {}, {}
measure_ours(texts, bytes)
for round = 1, ROUNDS do
  ours[round] = measure_ours(texts, bytes)
  nltk[round] = measure_nltk(sample)
end
os.remove(sample)

print(("content_words: %d texts, %.1f MB"):format(#texts, bytes / 1e6))
print(("  undertone, one core  %8.2f MB/s"):format(median(ours)))
if #nltk == ROUNDS then
  print(("  NLTK                 %8.2f MB/s"):format(median(nltk)))
  print(("  ratio                %8.1f"):format(median(ours) / median(nltk)))
else
  print("  NLTK is not installed here (python3-nltk)")
end
