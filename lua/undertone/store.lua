-- store.lua: the SQLite file that every step reads from and writes to.
-- One run at a time is current: a source, a window and how far it has come.
-- A conversation belongs to the run that listed it last, so windows and
-- sources never blend, while transcripts that are already here are not
-- fetched again. What the analysis keeps here is in store_results.lua.
--
-- Rounds: every pass over a run asks in an odd round for all that is
-- wanted and in the even round after it once more for what was not ready.
-- `asked` is the round of a conversation's last answer, so nothing that was
-- answered is asked for twice, whenever a run is killed.

local database = require "undertone.database"
local failure = require "undertone.failure"
local json = require "undertone.json"
local results = require "undertone.store_results"

local store = {}

local APPLICATION_ID = 0x556e6474 -- "Undt", in the header of our files
local SCHEMA_VERSION = 3
local BATCH = 256

local SCHEMA = [[
CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  identity TEXT NOT NULL UNIQUE
);
CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES source(id),
  window_from TEXT NOT NULL, window_to TEXT NOT NULL,
  request TEXT,
  state TEXT NOT NULL
    CHECK (state IN ('listing', 'fetching', 'analysing', 'complete')),
  round INTEGER NOT NULL DEFAULT 1,
  is_final INTEGER NOT NULL,
  cursor TEXT,
  pages INTEGER NOT NULL DEFAULT 0,
  listed INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE conversation (
  key INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES source(id),
  id TEXT NOT NULL,
  run INTEGER NOT NULL REFERENCES run(id),
  position INTEGER NOT NULL,
  start_time TEXT, duration_seconds NUMERIC, disposition TEXT, channel TEXT,
  metadata TEXT,
  status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN
    ('pending', 'ok', 'empty', 'missing', 'forbidden', 'failed')),
  reason TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  asked INTEGER NOT NULL DEFAULT 0,
  excluded TEXT,
  outcome TEXT,
  score REAL, label TEXT, customer REAL, agent REAL, whole REAL,
  trend REAL, compound REAL,
  topic INTEGER,
  UNIQUE (source, id)
);
CREATE INDEX conversation_run ON conversation(run, position);
CREATE TABLE turn (
  conversation INTEGER NOT NULL REFERENCES conversation(key),
  position INTEGER NOT NULL,
  speaker TEXT NOT NULL, text TEXT NOT NULL, at REAL, compound REAL,
  PRIMARY KEY (conversation, position)
) WITHOUT ROWID;
]]

-- What a round still asks for; `?` is the round.
local WANTED = { [0] = "status = 'pending' AND asked > 0 AND asked < ?"
    .. " AND excluded IS NULL",
  "status IN ('pending', 'forbidden', 'failed') AND asked < ?"
    .. " AND excluded IS NULL" }

local Store = {}
Store.__index = Store

for name, method in pairs(results) do
  Store[name] = method
end

local function migrate(self)
  local version = self.db:record("PRAGMA user_version").user_version
  if version == 0 then
    self.db:exec(("BEGIN; %s PRAGMA application_id = %d;"
      .. " PRAGMA user_version = %d; COMMIT"):format(SCHEMA, APPLICATION_ID,
      SCHEMA_VERSION))
  elseif version ~= SCHEMA_VERSION then
    failure.raise("storage", "%s was written by another version of Undertone"
      .. " (schema %d, this one reads %d); use another --out folder",
      self.path, version, SCHEMA_VERSION)
  end
end

-- Opens or creates the store file.
function store.open(path)
  local self = setmetatable({ path = path, current = nil,
    db = database.open(path, APPLICATION_ID) }, Store)
  migrate(self)
  return self
end

-- Closes without committing what is not committed; safe to repeat.
function Store:close()
  self.db:close()
end

Store.__close = Store.close
Store.__gc = Store.close

function Store:commit()
  self.db:commit()
end

-- The newest run of the folder, with its source's identity, or nil.
function Store:last_run()
  return self.db:record("SELECT run.*, source.identity FROM run"
    .. " JOIN source ON source.id = run.source ORDER BY run.id DESC LIMIT 1")
end

local function add_run(self, identity, window)
  self.db:write("INSERT INTO source(identity) VALUES (?)"
    .. " ON CONFLICT DO NOTHING", identity)
  self.db:write([[
    INSERT INTO run(source, window_from, window_to, request, state, is_final)
    VALUES ((SELECT id FROM source WHERE identity = ?), ?, ?, ?, 'listing', ?)
    ]], identity, window.from, window.to, window.request, not window.is_open)
  self.db:commit()
  return self:last_run()
end

-- Makes the run of that source and window current: the last one of the
-- folder when it is that, else a new one. A complete one begins its next
-- pass; one whose window had not ended when it was listed is listed anew.
-- window = { from =, to =, request =, is_open = }; see window.lua.
function Store:begin_run(identity, window)
  local last = self:last_run()
  local is_same = last and last.identity == identity
    and last.window_from == window.from and last.window_to == window.to
  local is_over = is_same and last.state == "complete"
  if not is_same or is_over and last.is_final == 0 then
    last = add_run(self, identity, window)
  end
  self.current = last
  if is_over and last.state == "complete" then
    self:next_pass()
  end
  return last
end

-- Makes the newest run current as it is, to read from it; nil without one.
function Store:read_last_run()
  self.current = self:last_run()
  return self.current
end

-- Lists the current run from its first page again, as a run of its own.
function Store:restart_listing()
  local run = self.current
  self.current = add_run(self, run.identity, { from = run.window_from,
    to = run.window_to, request = run.request,
    is_open = run.is_final == 0 })
  return self.current
end

function Store:set_state(state)
  self.current.state = state
  self.db:write("UPDATE run SET state = ? WHERE id = ?", state,
    self.current.id)
  self.db:commit()
end

-- Begins the next pass over the run: what failed in this one is asked for
-- again, too.
function Store:next_pass()
  self:set_round((self.current.round + 1) // 2 * 2 + 1)
end

-- Begins a round; see the head of this file.
function Store:set_round(round)
  self.current.round = round
  self.db:write("UPDATE run SET round = ? WHERE id = ?", round,
    self.current.id)
  self:set_state("fetching")
end

local function save_metadata(self, conversation)
  self.db:write([[
    INSERT INTO conversation(source, id, run, position, start_time,
      duration_seconds, disposition, channel, metadata)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT(source, id) DO UPDATE SET run = excluded.run, asked = 0,
      position = excluded.position, start_time = excluded.start_time,
      duration_seconds = excluded.duration_seconds,
      disposition = excluded.disposition, channel = excluded.channel,
      metadata = excluded.metadata WHERE run <> excluded.run]],
    self.current.source, conversation.id, self.current.id,
    self.current.listed, conversation.start_time,
    conversation.duration_seconds, conversation.disposition,
    conversation.channel,
    conversation.metadata and json.encode_compact(conversation.metadata))
  self.current.listed = self.current.listed + 1
end

-- Of an id that was in this listing before, the first result counts.
local function save_result(self, conversation)
  local row = self.db:record("SELECT asked FROM conversation WHERE source = ?"
    .. " AND id = ?", self.current.source, conversation.id)
  if row.asked == 0 then
    self:save_transcript(conversation, conversation.result)
  end
end

-- Saves a page of metadata with the cursor of the next page (nil: the last
-- one) in one transaction. Conversations that carry their turns already
-- (files) are saved with them.
function Store:save_page(conversations, cursor)
  local current = self.current
  for _, conversation in ipairs(conversations) do
    save_metadata(self, conversation)
    if conversation.result then
      save_result(self, conversation)
    end
  end
  current.state, current.cursor = cursor and "listing" or "fetching", cursor
  current.pages = current.pages + 1
  self.db:write("UPDATE run SET state = ?, cursor = ?, pages = ?, listed = ?"
    .. " WHERE id = ?", current.state, cursor, current.pages, current.listed,
    current.id)
  self.db:commit()
end

local function save_turns(self, conversation, turns)
  local key = conversation.key or self.db:record("SELECT key FROM"
    .. " conversation WHERE source = ? AND id = ?", self.current.source,
    conversation.id).key
  self.db:write("DELETE FROM turn WHERE conversation = ?", key)
  for position, turn in ipairs(turns) do
    self.db:write("INSERT INTO turn(conversation, position, speaker, text,"
      .. " at) VALUES (?, ?, ?, ?, ?)", key, position, turn.speaker,
      turn.text, turn.at)
  end
end

-- Saves what a download brought: result = { status =, turns =, reason =,
-- attempts = }. Durable after the next commit.
function Store:save_transcript(conversation, result)
  self.db:write([[UPDATE conversation SET status = ?, reason = ?,
    attempts = attempts + ?, asked = ? WHERE source = ? AND id = ?]],
    result.status, result.reason, result.attempts or 0, self.current.round,
    self.current.source, conversation.id)
  if result.status == "ok" then
    save_turns(self, conversation, result.turns)
  end
end

-- Rows of the current run in listing order, in batches. `condition` is SQL,
-- its `?` are for the other arguments.
local function each(self, condition, ...)
  local values = table.pack(...)
  local sql = "SELECT * FROM conversation WHERE run = ? AND position > ?"
    .. (condition and " AND " .. condition or "")
    .. " ORDER BY position LIMIT " .. BATCH
  local batch, i, position = {}, 0, -1
  return function()
    i = i + 1
    if i > #batch then
      batch, i = self.db:records(sql, self.current.id, position,
        table.unpack(values, 1, values.n)), 1
      position = batch[#batch] and batch[#batch].position
    end
    return batch[i]
  end
end

-- What the current round still asks for, as { id, key, start_time,
-- duration_seconds, attempts }.
function Store:unasked()
  local round = self.current.round
  return each(self, WANTED[round % 2], round)
end

function Store:count_unasked()
  local round = self.current.round
  return self.db:record("SELECT COUNT(*) AS n FROM conversation WHERE run = ?"
    .. " AND " .. WANTED[round % 2], self.current.id, round).n
end

-- Whether the current run's source ever answered with a transcript, in
-- whichever window.
function Store:has_transcripts()
  return self.db:record("SELECT EXISTS (SELECT 1 FROM conversation WHERE"
    .. " source = ? AND status IN ('ok', 'empty')) AS has",
    self.current.source).has == 1
end

local function load_turns(self, row)
  return self.db:records("SELECT speaker, text, at, compound FROM turn"
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
-- out.
function Store:conversations(options)
  local next_row = each(self, options.scored
    and "status = 'ok' AND excluded IS NULL")
  return function()
    local row = next_row()
    return row and as_conversation(self, row, options.turns)
  end
end

-- One conversation with its turns, by key.
function Store:conversation(key)
  return as_conversation(self, self.db:record(
    "SELECT * FROM conversation WHERE key = ?", key), true)
end

-- How many conversations of the run there are, or match the SQL condition.
function Store:count(condition)
  return self.db:record("SELECT COUNT(*) AS n FROM conversation WHERE run = ?"
    .. (condition and " AND " .. condition or ""), self.current.id).n
end

-- The run's rows of a SELECT with `?` for the run.
function Store:query(sql)
  return self.db:records(sql, self.current.id)
end

-- Everything is in the one file; the run is complete.
function Store:complete()
  self:set_state("complete")
  self.db:checkpoint()
end

return store
