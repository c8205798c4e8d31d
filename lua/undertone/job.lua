-- job.lua: one run of the stock report, in five steps over the store.
-- Each step reads from the store and writes to it, so a run that was killed
-- goes on where it stopped. Raises failures (see undertone.failure); what
-- was downloaded before a failure stays.

local export = require "undertone.export"
local failure = require "undertone.failure"
local figures = require "undertone.figures"
local file = require "undertone.file"
local filters = require "undertone.filters"
local metadata = require "undertone.metadata"
local outcomes = require "undertone.outcomes"
local paging = require "undertone.paging"
local progress = require "undertone.progress"
local relations = require "undertone.relations"
local sentiment = require "undertone.sentiment"
local sources = require "undertone.sources"
local store = require "undertone.store"
local summary = require "undertone.summary"
local text = require "undertone.text"
local time = require "undertone.time"
local topic_examples = require "undertone.topic_examples"
local topics = require "undertone.topics"
local transcript = require "undertone.transcript"
local window = require "undertone.window"

local job = {}

local STORE_NAME = "undertone.db"
local SCORE_BATCH = 128
-- What could still be had: a finished run with one of these has gaps.
local GAPS = { "pending", "forbidden", "failed" }

local Job = {}
Job.__index = Job

-- A relative window moves with the clock, so an unfinished run of the folder
-- is first finished with its own.
local function choose_window(self)
  local wanted = window.resolve(self.settings.window, time.now())
  local last = self.store:last_run()
  if wanted.is_relative and last and last.state ~= "complete" then
    self.progress:note("finishing the run of %s to %s that this folder holds",
      last.window_from, last.window_to)
    return { from = last.window_from, to = last.window_to }
  end
  return wanted
end

local function tell_event(self, event)
  if event.kind == "throttle" or event.kind == "pause" then
    self.progress:note("%s", event.message)
  else
    self.progress:detail("%s", event.message)
  end
end

-- Opens output folder, store and source for checked settings. The folder
-- comes first: nothing is asked of a service whose answer cannot be kept.
function job.open(settings)
  local self = setmetatable({ settings = settings,
    progress = progress.new(settings.verbosity or "normal") }, Job)
  filters.check(settings.filters)
  figures.check(settings.layout)
  self.columns = export.columns(settings)
  self.scorer = sentiment.scorer(settings.sentiment)
  failure.check(file.mkdir(settings.out))
  failure.check(file.is_writable(settings.out))
  self.store = store.open(settings.out .. "/" .. STORE_NAME)
  self.source = sources.open(settings, function(event)
    tell_event(self, event)
  end)
  self.window = choose_window(self)
  self.run = self.store:begin_run(("%s %s %s"):format(self.source.identity,
    self.window.from, self.window.to), self.window)
  return self
end

-- Releases source and store; what was not committed is forgotten.
function Job:close()
  if self.source then
    self.source:close()
  end
  if self.store then
    self.store:close()
  end
end

Job.__close = Job.close

-- Services are known to ignore the window they were given.
local function inside_window(conversations, span)
  local inside = {}
  for _, conversation in ipairs(conversations) do
    if metadata.is_inside(conversation, span) then
      inside[#inside + 1] = conversation
    end
  end
  return inside
end

-- Step 1: the metadata of every conversation in the window, page by page.
function Job:fetch_conversations()
  if self.run.state ~= "listing" then
    return
  end
  local guard = paging.guard(self.settings.cxone.max_pages)
  self.progress:start("conversations")
  repeat
    local page, cursor = self.source:page(self.window, self.run.cursor)
    guard:check(page, cursor)
    self.store:save_page(inside_window(page, self.window), cursor)
    self.progress:advance(#page)
  until not cursor
  self.progress:finish("%d conversations from %s to %s", self.store:count(),
    self.window.from, self.window.to)
end

-- Leaves out what the filters of that kind refuse.
local function apply_filters(self, kind)
  local list = self.settings.filters
  if #list == 0 then
    return
  end
  for conversation in self.store:conversations {
    turns = kind == "transcript", scored = kind == "transcript" } do
    local reason = filters.refuse(list, kind, conversation)
    if reason then
      self.store:exclude(conversation, reason)
    end
  end
  self.store:commit()
end

local function download(self)
  local since_commit = 0
  for conversation, result in
    self.source:transcripts(self.store:unfetched()) do
    self.store:save_transcript(conversation, result)
    since_commit = since_commit + 1
    if since_commit >= self.settings.fetch.concurrency then
      self.store:commit()
      since_commit = 0
    end
    if result.status == "failed" then
      self.progress:detail("%s", result.reason)
    end
    self.progress:advance()
  end
end

-- Step 2: the transcripts that are not here yet, several at a time.
function Job:fetch_transcripts()
  self.store:clear_results()
  apply_filters(self, "metadata")
  local wanted = self.store:count("status IN ('pending', 'failed')"
    .. " AND excluded IS NULL")
  self.progress:start("transcripts", wanted)
  local ok, why = xpcall(download, function(error_object)
    return type(error_object) == "string" and debug.traceback(error_object)
      or error_object
  end, self)
  self.store:commit() -- what arrived stays, whatever happened then
  if not ok then
    error(why, 0)
  end
  self.store:set_state("complete")
  if wanted > 0 then
    self.progress:finish("%d transcripts asked for, %d conversations have one",
      wanted, self.store:count("status = 'ok'"))
  end
end

local function map_outcomes(self)
  local outcome_of = outcomes.mapper(self.settings.outcomes)
  for conversation in self.store:conversations {} do
    self.store:save_outcome(conversation,
      outcome_of(conversation.disposition))
  end
  self.store:commit()
end

-- Scores one batch and returns what clustering needs of it.
local function score_batch(self, batch, documents, keys)
  local results = sentiment.score(self.scorer, batch, self.settings.sentiment)
  local texts = {}
  for i, conversation in ipairs(batch) do
    self.store:save_sentiment(conversation, results[i])
    texts[i] = transcript.text(conversation.turns)
    keys[#keys + 1] = conversation.key
  end
  for _, document in ipairs(text.content_words_all(texts)) do
    documents[#documents + 1] = document
  end
  self.store:commit()
  self.progress:advance(#batch)
end

local function score_all(self)
  local documents, keys, batch = {}, {}, {}
  for conversation in self.store:conversations { turns = true, scored = true }
  do
    batch[#batch + 1] = conversation
    if #batch == SCORE_BATCH then
      score_batch(self, batch, documents, keys)
      batch = {}
    end
  end
  if #batch > 0 then
    score_batch(self, batch, documents, keys)
  end
  return documents, keys
end

-- Step 3: outcomes, sentiment per turn and conversation, topics.
function Job:score_and_cluster()
  apply_filters(self, "transcript")
  map_outcomes(self)
  self.progress:start("scoring",
    self.store:count("status = 'ok' AND excluded IS NULL"))
  local documents, keys = score_all(self)
  self.topics = topics.cluster(documents, self.settings.topics)
  topic_examples.add(self.topics, self.settings.topics.examples,
    function(document) return self.store:conversation(keys[document]) end)
  for i, label in ipairs(self.topics.labels) do
    self.store:save_topic(keys[i], label)
  end
  self.store:commit()
  self.progress:finish("%d transcripts scored, %d topics", #keys,
    self.topics.k)
  if self.topics.note then
    self.progress:note("%s", self.topics.note)
  end
end

-- Step 4: outcome against sentiment, and the figures.
function Job:relate_outcomes()
  self.outcomes = outcomes.table(self.store, self.settings.outcomes)
  self.relations = relations.of(self)
  self.figure_list = figures.draw_all(self)
end

-- Step 5: the CSV and the manifest.
function Job:export()
  export.write_csv(self)
  export.write_manifest(self)
end

-- How many conversations have a gap that a later run may fill.
function Job:gaps()
  local ledger, count = self.store:ledger(), 0
  for _, status in ipairs(GAPS) do
    count = count + (ledger[status] or 0)
  end
  return count
end

-- Prints the summary and returns the exit code: 0, or 3 with gaps.
function Job:finish()
  print(summary.text(self))
  return self:gaps() == 0 and 0 or 3
end

return job
