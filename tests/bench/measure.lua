-- measure.lua: times our primitives; one process of the bench.
-- usage: undertone tests/bench/measure.lua TIMES RUNS NAME...
-- TIMES repeats the corpus, RUNS is how often each is measured. Prints lines
-- of name, documents, bytes, seconds of the clock, seconds of processor time
-- (medians) and peak memory in bytes, with tabs between. Threads are chosen
-- from outside, by OMP_NUM_THREADS.

local corpus = require "corpus"
local kmeans = require "undertone.kmeans"
local sentiment = require "undertone.sentiment"
local settings = require("undertone.settings").load({}).values
local system = require "undertone.system"
local text = require "undertone.text"
local tfidf = require "undertone.tfidf"
local topics = require "undertone.topics"
local transcript = require "undertone.transcript"
local vader = require "undertone.vader"

local BATCH = 128 -- as the report scores them
local TFIDF = { max_features = 500, min_df = 2, max_df = 0.95 }

local function median(list)
  table.sort(list)
  return list[(#list + 1) // 2]
end

local function measure(name, documents, runs, body)
  local clock, processor = {}, {}
  for i = 1, runs do
    collectgarbage()
    local started, used = system.monotonic(), os.clock()
    body()
    clock[i], processor[i] = system.monotonic() - started, os.clock() - used
  end
  print(table.concat({ name, #documents, corpus.count_bytes(documents),
    median(clock), median(processor), system.peak_memory_bytes() }, "\t"))
end

local function print_labels(name, labels)
  print(name .. " labels\t" .. table.concat(labels, ","))
end

local primitives = {}

function primitives.vader(data, runs)
  local scorer = assert(vader.new())
  measure("vader", data.texts, runs, function()
    scorer:compounds(data.texts)
  end)
end

function primitives.content_words(data, runs)
  measure("content_words", data.texts, runs, function()
    text.content_words_all(data.texts)
  end)
end

function primitives.tfidf(data, runs)
  measure("tfidf", data.words, runs, function()
    assert(tfidf.fit(data.words, TFIDF))
  end)
end

function primitives.kmeans(data, runs)
  local matrix = assert(tfidf.fit(data.words, TFIDF))
  for _, k in ipairs { 5, 16 } do
    local fit
    measure("kmeans k=" .. k, data.words, runs, function()
      fit = kmeans.fit(matrix, { k = k, seed = 42, n_init = 10 })
    end)
    print_labels("kmeans k=" .. k, fit.labels)
  end
end

-- A batch of conversations whose turns nobody has scored yet.
local function copy_batch(conversations, first)
  local batch = {}
  for i = first, math.min(first + BATCH - 1, #conversations) do
    local turns = {}
    for n, turn in ipairs(conversations[i].turns) do
      turns[n] = { speaker = turn.speaker, text = turn.text }
    end
    batch[#batch + 1] = { turns = turns }
  end
  return batch
end

-- Scoring and clustering as the report does them, without its store.
function primitives.whole(data, runs)
  measure("whole", data.texts, runs, function()
    local scorer = sentiment.scorer(settings.sentiment)
    local words = {}
    for first = 1, #data.conversations, BATCH do
      local batch, texts = copy_batch(data.conversations, first), {}
      sentiment.score(scorer, batch, settings.sentiment)
      for i, conversation in ipairs(batch) do
        texts[i] = transcript.text(conversation.turns)
      end
      table.move(text.content_words_all(texts), 1, #texts, #words + 1, words)
    end
    topics.cluster(words, settings.topics)
  end)
end

local times, runs = math.tointeger(arg[1]), math.tointeger(arg[2])
local data = corpus.read()
for _, field in ipairs { "conversations", "texts", "words" } do
  data[field] = corpus.repeated(data[field], times)
end
for i = 3, #arg do
  primitives[arg[i]](data, runs)
end
