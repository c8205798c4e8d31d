-- store.lua: the SQLite file that every step reads from and writes to.
-- One run at a time is current; a conversation belongs to the run that
-- listed it last, so windows never blend while transcripts that are already
-- here are not fetched again. Failures are raised as "storage".
--
-- Who reads: batches are loaded whole before they are handed out, so a
-- caller may write to what it iterates over.

local db = require "undertone.db"
local failure = require "undertone.failure"
local json = require "undertone.json"

local store = {}

local SCHEMA_VERSION = 1
local BATCH = 256

local SCHEMA = [[
CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  identity TEXT NOT NULL,
  window_from TEXT, window_to TEXT,
  state TEXT NOT NULL CHECK (state IN ('listing', 'fetching', 'complete')),
  cursor TEXT,
  pages INTEGER NOT NULL DEFAULT 0,
  listed INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE conversation (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  run INTEGER NOT NULL REFERENCES run(id),
  position INTEGER NOT NULL,
  start_time TEXT, duration_seconds NUMERIC, disposition TEXT, channel TEXT,
  metadata TEXT,
  status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN
    ('pending', 'ok', 'empty', 'missing', 'forbidden', 'failed')),
  reason TEXT, attempts INTEGER NOT NULL DEFAULT 0,
  excluded TEXT,
  outcome TEXT,
  score REAL, label TEXT, customer REAL, agent REAL, whole REAL,
  trend REAL, compound REAL,
  topic INTEGER
);
CREATE INDEX conversation_run ON conversation(run, position);
CREATE TABLE turn (
  conversation INTEGER NOT NULL REFERENCES conversation(key),
  position INTEGER NOT NULL,
  speaker TEXT NOT NULL, text TEXT NOT NULL, at REAL, compound REAL,
  PRIMARY KEY (conversation, position)
) WITHOUT ROWID;
]]

local Store = {}
Store.__index = Store

-- The prepared statement for `sql`, made once.
local function prepared(self, sql)
  local statement = self.statements[sql]
  if not statement then
    statement = failure.check(self.db:prepare(sql))
    self.statements[sql] = statement
  end
  return statement
end

local function run(self, sql, ...)
  local statement = prepared(self, sql)
  failure.check(statement:bind(...))
  failure.check(statement:step())
end

-- All rows as a list of records.
local function records(self, sql, ...)
  local statement = failure.check(prepared(self, sql):bind(...))
  local list = {}
  while failure.check(statement:step()) do
    list[#list + 1] = statement:record()
  end
  return list
end

local function record(self, sql, ...)
  return records(self, sql, ...)[1]
end

local function migrate(self)
  local version = record(self, "PRAGMA user_version").user_version
  if version == 0 then
    failure.check(self.db:exec("BEGIN;" .. SCHEMA .. "PRAGMA user_version="
      .. SCHEMA_VERSION .. "; COMMIT"))
  elseif version ~= SCHEMA_VERSION then
    failure.raise("storage", "%s was written by another version of Undertone"
      .. " (schema %d, this one reads %d); use another --out folder",
      self.path, version, SCHEMA_VERSION)
  end
end

-- Opens or creates the store file.
function store.open(path)
  local self = setmetatable({ path = path, statements = {}, run = nil,
    is_writing = false }, Store)
  self.db = failure.check(db.open(path))
  migrate(self)
  return self
end

-- Closes without committing what is not committed; safe to repeat.
function Store:close()
  for _, statement in pairs(self.statements) do
    statement:close()
  end
  self.statements = {}
  self.db:close()
end

Store.__close = Store.close
Store.__gc = Store.close

-- Writes are collected in one transaction until commit.
local function write(self, sql, ...)
  if not self.is_writing then
    failure.check(self.db:exec("BEGIN IMMEDIATE"))
    self.is_writing = true
  end
  run(self, sql, ...)
end

function Store:commit()
  if self.is_writing then
    failure.check(self.db:exec("COMMIT"))
    self.is_writing = false
  end
end

-- The newest run of the folder, or nil.
function Store:last_run()
  return record(self, "SELECT * FROM run ORDER BY id DESC LIMIT 1")
end

-- Makes the run with that identity current: the last one when it has the
-- same identity, else a new one. window = { from =, to = }.
function Store:begin_run(identity, window)
  local last = self:last_run()
  if not last or last.identity ~= identity then
    write(self, "INSERT INTO run(identity, window_from, window_to, state)"
      .. " VALUES (?, ?, ?, 'listing')", identity, window.from, window.to)
    self:commit()
    last = self:last_run()
  end
  self.current = last
  return last
end

function Store:set_state(state)
  self.current.state = state
  write(self, "UPDATE run SET state = ? WHERE id = ?", state, self.current.id)
  self:commit()
end

local function save_metadata(self, conversation)
  write(self, [[
    INSERT INTO conversation(id, run, position, start_time, duration_seconds,
      disposition, channel, metadata) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT(id) DO UPDATE SET run = excluded.run,
      position = excluded.position, start_time = excluded.start_time,
      duration_seconds = excluded.duration_seconds,
      disposition = excluded.disposition, channel = excluded.channel,
      metadata = excluded.metadata WHERE run <> excluded.run]],
    conversation.id, self.current.id, self.current.listed,
    conversation.start_time, conversation.duration_seconds,
    conversation.disposition, conversation.channel,
    conversation.metadata and json.encode_compact(conversation.metadata))
  self.current.listed = self.current.listed + 1
end

-- Saves a page of metadata with the cursor of the next page (nil: the last
-- one) in one transaction. Conversations that carry their turns already
-- (files) are saved with them. Returns how many ids were new to the run.
function Store:save_page(conversations, cursor)
  local before = self:count()
  for _, conversation in ipairs(conversations) do
    save_metadata(self, conversation)
    if conversation.result then
      self:save_transcript(conversation, conversation.result)
    end
  end
  local state = cursor and "listing" or "fetching"
  local current = self.current
  current.state, current.cursor = state, cursor
  current.pages = current.pages + 1
  write(self, "UPDATE run SET state = ?, cursor = ?, pages = ?, listed = ?"
    .. " WHERE id = ?", state, cursor, current.pages, current.listed,
    current.id)
  self:commit()
  return self:count() - before
end

-- Saves what a download brought: result = { status =, turns =, reason =,
-- attempts = }. Durable after the next commit.
function Store:save_transcript(conversation, result)
  write(self, [[UPDATE conversation SET status = ?, reason = ?,
    attempts = attempts + ? WHERE id = ?]], result.status, result.reason,
    result.attempts or 0, conversation.id)
  if result.status ~= "ok" then
    return
  end
  local key = record(self, "SELECT key FROM conversation WHERE id = ?",
    conversation.id).key
  write(self, "DELETE FROM turn WHERE conversation = ?", key)
  for position, turn in ipairs(result.turns) do
    write(self, "INSERT INTO turn(conversation, position, speaker, text, at)"
      .. " VALUES (?, ?, ?, ?, ?)", key, position, turn.speaker, turn.text,
      turn.at)
  end
end

-- Rows of the current run in listing order, in batches; `condition` is SQL.
local function each(self, condition)
  local sql = "SELECT * FROM conversation WHERE run = ? AND position > ?"
    .. (condition and " AND " .. condition or "")
    .. " ORDER BY position LIMIT " .. BATCH
  local batch, i, position = {}, 0, -1
  return function()
    i = i + 1
    if i > #batch then
      batch, i = records(self, sql, self.current.id, position), 1
      position = batch[#batch] and batch[#batch].position
    end
    return batch[i]
  end
end

local function load_turns(self, row)
  return records(self, "SELECT speaker, text, at, compound FROM turn"
    .. " WHERE conversation = ? ORDER BY position", row.key)
end

-- A stored row as filters, outcome maps and layouts see it.
local function as_conversation(self, row, has_turns)
  local is_ok = row.status == "ok"
  return {
    id = row.id, key = row.key, start_time = row.start_time,
    duration_seconds = row.duration_seconds, disposition = row.disposition,
    channel = row.channel,
    metadata = row.metadata and json.decode(row.metadata) or {},
    status = row.excluded and "excluded" or row.status,
    reason = row.excluded or row.reason, attempts = row.attempts,
    outcome = row.outcome,
    turns = is_ok and has_turns and load_turns(self, row) or nil,
    sentiment = { score = row.score, label = row.label,
      customer = row.customer, agent = row.agent, whole = row.whole,
      trend = row.trend, compound = row.compound },
    topic = row.topic and { id = row.topic },
  }
end

-- Iterates over the run's conversations; options: turns = true loads them,
-- scored = true skips all but those with a transcript that no filter left
-- out, condition = SQL.
function Store:conversations(options)
  local next_row = each(self, options.scored
    and "status = 'ok' AND excluded IS NULL" or options.condition)
  return function()
    local row = next_row()
    return row and as_conversation(self, row, options.turns)
  end
end

-- One conversation with its turns, by key.
function Store:conversation(key)
  return as_conversation(self,
    record(self, "SELECT * FROM conversation WHERE key = ?", key), true)
end

-- Conversations that still want their transcript.
function Store:unfetched()
  return self:conversations { condition =
    "status IN ('pending', 'failed') AND excluded IS NULL" }
end

-- How many conversations of the run there are, or match the SQL condition.
function Store:count(condition)
  return record(self, "SELECT COUNT(*) AS n FROM conversation WHERE run = ?"
    .. (condition and " AND " .. condition or ""), self.current.id).n
end

function Store:clear_results()
  write(self, [[UPDATE conversation SET excluded = NULL, outcome = NULL,
    score = NULL, label = NULL, customer = NULL, agent = NULL, whole = NULL,
    trend = NULL, compound = NULL, topic = NULL WHERE run = ?]],
    self.current.id)
  self:commit()
end

function Store:exclude(conversation, reason)
  write(self, "UPDATE conversation SET excluded = ? WHERE key = ?", reason,
    conversation.key)
end

function Store:save_outcome(conversation, outcome)
  write(self, "UPDATE conversation SET outcome = ? WHERE key = ?", outcome,
    conversation.key)
end

-- sentiment = { score, label, customer, agent, whole, trend, compound };
-- turns carry their compound.
function Store:save_sentiment(conversation, sentiment)
  write(self, [[UPDATE conversation SET score = ?, label = ?, customer = ?,
    agent = ?, whole = ?, trend = ?, compound = ? WHERE key = ?]],
    sentiment.score, sentiment.label, sentiment.customer, sentiment.agent,
    sentiment.whole, sentiment.trend, sentiment.compound, conversation.key)
  for position, turn in ipairs(conversation.turns) do
    write(self, "UPDATE turn SET compound = ? WHERE conversation = ?"
      .. " AND position = ?", turn.compound, conversation.key, position)
  end
end

function Store:save_topic(key, topic)
  write(self, "UPDATE conversation SET topic = ? WHERE key = ?", topic, key)
end

-- How many conversations have each status: { ok = 2043, missing = 55, … }.
function Store:ledger()
  local counts = {}
  for _, row in ipairs(records(self, [[
    SELECT CASE WHEN excluded IS NOT NULL THEN 'excluded' ELSE status END
      AS status, COUNT(*) AS n
    FROM conversation WHERE run = ? GROUP BY 1]], self.current.id)) do
    counts[row.status] = row.n
  end
  return counts
end

-- The reasons behind each status but ok, as { status, reason, n }, sorted.
function Store:reasons()
  return records(self, [[
    SELECT CASE WHEN excluded IS NOT NULL THEN 'excluded' ELSE status END
      AS status, COALESCE(excluded, reason, '') AS reason, COUNT(*) AS n
    FROM conversation WHERE run = ? AND NOT (status = 'ok'
      AND excluded IS NULL)
    GROUP BY 1, 2 ORDER BY 1, 2]], self.current.id)
end

-- The run's rows of a SELECT with `?` for the run.
function Store:query(sql)
  return records(self, sql, self.current.id)
end

return store
