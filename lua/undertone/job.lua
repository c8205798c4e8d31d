-- job.lua: one run of the stock report, in five steps over the store.
-- Each step reads from the store and writes to it, so a run that was killed
-- goes on where it stopped. Raises failures (see undertone.failure); what
-- was downloaded before a failure stays.

local download = require "undertone.download"
local export = require "undertone.export"
local failure = require "undertone.failure"
local figures = require "undertone.figures"
local file = require "undertone.file"
local http = require "undertone.http"
local lock = require "undertone.lock"
local outcomes = require "undertone.outcomes"
local page = require "undertone.page"
local plural = require "undertone.plural"
local progress = require "undertone.progress"
local relations = require "undertone.relations"
local sentiment = require "undertone.sentiment"
local sources = require "undertone.sources"
local store = require "undertone.store"
local summary = require "undertone.summary"
local tables = require "undertone.tables"
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

-- A warning is told at once and kept for summary and manifest.
function Job:warn(format, ...)
  local warning = format:format(...)
  self.progress:note("%s", warning)
  table.insert(self.warnings, warning)
end

-- The same of what is to be doubted in the report, which says so itself. Told
-- by every run that makes that report.
function Job:doubt(format, ...)
  self:warn(format, ...)
  table.insert(self.doubts, self.warnings[#self.warnings])
end

-- A window of the last days moves with the clock, so an unfinished run for
-- the same request is first finished with the window it had; one that cannot
-- be is left as it is.
local function choose_window(self, wanted)
  local last = wanted.request and self.store:last_run_for(self.source.identity,
    wanted.request)
  if not last or last.state == "complete" then
    return wanted
  elseif last.is_stuck == 1 then
    self:warn("the run of %s to %s could not be finished and is left; --from %s"
      .. " --to %s tries it again", last.window_from, last.window_to,
      last.window_from, last.window_to)
    return wanted
  end
  self.is_older = true
  self:warn("finishing the run of %s to %s that this folder holds; run again"
    .. " for the newest conversations", last.window_from, last.window_to)
  return { from = last.window_from, to = last.window_to,
    request = last.request, is_open = last.is_final == 0 }
end

-- What the disk changed since it was written counts as never fetched.
local function begin(self)
  local _, is_damaged = self.store:begin_run(self.source.identity, self.window)
  if is_damaged then
    self:warn("what the folder said of its last run was damaged since it was"
      .. " written; listed again")
  end
  local damaged = self.store:forget_damaged()
  if #damaged > 0 then
    local id = damaged[1].id
    self:warn("damaged since they were stored: %s%s; fetched again",
      plural.count(#damaged, "conversation"),
      id and ", the first with the id " .. http.show(id) or "")
  end
end

-- The service told an earlier run, which did not get to its end, to wait. A
-- clock that was set back does not make that longer than we would wait.
local function resume_wait(self)
  local wait = self.store:wait_left()
  if not wait or not self.source.hold then
    return
  end
  wait.ms = math.min(wait.ms, self.settings.fetch.retry_after_cap_ms)
  self.source:hold(wait)
  self.progress:note("the service asked to wait; %d s of that are left",
    wait.ms // 1000)
  self.progress:hold("the service asked to wait", wait.ms / 1000)
end

-- Locks the output folder and clears away what a killed run left there.
local function take_folder(settings)
  failure.check(file.mkdir(settings.out))
  failure.check(file.is_writable(settings.out))
  local held = failure.check(lock.take(settings.out))
  for _, folder in ipairs { "", settings.layout.plot_folder, tables.FOLDER } do
    failure.check(file.sweep(settings.out .. "/" .. folder))
  end
  return held
end

-- Opens source, output folder and store for checked settings. Whatever can
-- be found wrong without asking the service is, before a folder is made, and
-- the folder is there before the service is asked for what it is to keep.
function job.open(settings)
  local self = setmetatable({ settings = settings, warnings = {},
    doubts = {}, progress = progress.new(settings.verbosity or "normal") }, Job)
  page.sections(settings.layout)
  self.columns = export.columns(settings)
  self.scorer = sentiment.scorer(settings.sentiment)
  local wanted = window.resolve(settings.window, time.now(),
    settings.not_ready.young_hours)
  self.source = sources.open(settings, function(event)
    download.tell(self, event)
  end)
  wanted.is_open = wanted.is_open or self.source.is_local
  self.lock = take_folder(settings)
  self.store = store.open(settings.out .. "/" .. STORE_NAME)
  self.window = choose_window(self, wanted)
  begin(self)
  resume_wait(self)
  return self
end

-- Releases source, store and folder; what was not committed is forgotten.
function Job:close()
  for _, part in ipairs { "source", "store", "lock" } do
    if self[part] then
      self[part]:close()
    end
  end
end

-- What the same command does next, after a run that fell short.
local function next_run_text(self)
  local span, is_stuck = self.window, self.store.current.is_stuck == 1
  if is_stuck and span.request then
    return ("the same command begins with a window of its own, --from %s --to"
      .. " %s tries this one again"):format(span.from, span.to)
  elseif is_stuck then
    return "the same command tries the rest again"
  elseif self.is_older then
    return "the same command goes on from there; --from and --to, or another"
      .. " --out, leave it for a window of your own"
  end
  return "the same command goes on from there"
end

-- What the next run finds here, for one that did not get to its end.
local function say_how_to_resume(self)
  self.progress:abandon()
  local listed = self.store:count()
  if listed > 0 then
    self.progress:note("%s of %s conversations are settled in %s; %s",
      plural.thousands(self.store:count "status <> 'pending'"),
      plural.thousands(listed), self.settings.out, next_run_text(self))
  end
end

-- `why` is the error by which the scope of the job is left, if it is.
function Job:__close(why)
  if why ~= nil then
    pcall(failure.despite_interruption, say_how_to_resume, self)
  end
  self:close()
end

-- Step 1: the metadata of every conversation in the window, page by page.
function Job:fetch_conversations()
  download.conversations(self)
end

-- Step 2: the transcripts that are not here yet, several at a time.
function Job:fetch_transcripts()
  download.transcripts(self)
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
  for _, document in ipairs(failure.check(text.content_words_all(texts))) do
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
  download.filter(self, "transcript")
  map_outcomes(self)
  self.progress:start("scoring",
    self.store:count("status = 'ok' AND excluded IS NULL"))
  local documents, keys = score_all(self)
  local settings = self.settings
  self.topics = topics.cluster(documents, settings.topics)
  topic_examples.add(self.topics,
    settings.layout.page.excerpts and settings.topics.examples or 0,
    function(document) return self.store:conversation(keys[document]) end)
  for i, label in ipairs(self.topics.labels) do
    self.store:save_topic(keys[i], label)
  end
  self.store:commit()
  self.progress:finish("%s scored, %s",
    plural.count(#keys, "transcript"), plural.count(self.topics.k, "topic"))
  if self.topics.note then
    self.progress:note("%s", self.topics.note)
  end
end

-- Step 4: outcome against sentiment, and the figures.
function Job:relate_outcomes()
  self.outcomes = outcomes.table(self.store, self.settings.outcomes)
  self.relations = relations.of(self)
  self.figure_list = figures.draw_all(self)
  if figures.lack_fonts(self.figure_list) then
    self:doubt("figures show boxes for characters that no installed font has;"
      .. " Debian's fonts-noto-cjk has Chinese, Japanese and Korean,"
      .. " fonts-noto-core most others")
  end
end

-- Step 5: CSV, tidy tables, page and manifest; then the run is complete.
function Job:export()
  export.write_csv(self)
  tables.write(self)
  self.page_path = page.write(self)
  export.write_manifest(self)
  if not self.shortfall then
    self.store:complete()
  end
end

-- How many conversations have a gap that a later run may fill; so may those
-- that are missing when this is not believed, those listed without an id, and
-- those of which only the beginning is here.
function Job:gaps()
  local ledger = self.store:ledger()
  local count = self.store:count_nameless() + self.store:count_grown()
    + (self.is_doubtful and ledger.missing or 0)
  for _, status in ipairs(GAPS) do
    count = count + (ledger[status] or 0)
  end
  return count
end

-- Prints the summary and returns the exit code: 0, or 3 with gaps. Raises
-- what kept the download from its end.
function Job:finish()
  print(summary.text(self))
  if self.shortfall then
    error(self.shortfall, 0)
  end
  return self:gaps() == 0 and 0 or 3
end

return job
