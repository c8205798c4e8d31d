-- store.lua: the SQLite file that every step reads from and writes to.
-- One run at a time is current: a source, a window and how far it has come.
-- A conversation belongs to the run that listed it last, so windows and
-- sources never blend, while transcripts that are already here are not
-- fetched again. What the analysis keeps here is in store_results.lua.
--
-- Rounds: every pass over a run asks in an odd round for all that is
-- wanted and in the even round after it once more for what is pending.
-- `asked` is the round of a conversation's last answer, so nothing that was
-- answered is asked for twice, whenever a run is killed.

local database = require "undertone.database"
local failure = require "undertone.failure"
local http = require "undertone.http"
local json = require "undertone.json"
local results = require "undertone.store_results"
local runs = require "undertone.store_runs"
local schema = require "undertone.store_schema"

local store = {}

local BATCH = 256

-- What a round still asks for; `?` is the round.
local WANTED = { [0] = "status = 'pending' AND asked > 0 AND asked < ?"
    .. " AND excluded IS NULL",
  "status IN ('pending', 'forbidden', 'failed') AND asked < ?"
    .. " AND excluded IS NULL" }

local Store = {}
Store.__index = Store

for _, methods in ipairs { runs, results } do
  for name, method in pairs(methods) do
    Store[name] = method
  end
end

-- Opens or creates the store file.
function store.open(path)
  local self = setmetatable({ path = path, current = nil,
    db = database.open(path, schema.APPLICATION_ID) }, Store)
  schema.prepare(self.db, path)
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

-- A conversation that is new has a transcript half to seal, too.
local function seal_listing(self, id)
  self.db:write("UPDATE conversation SET listing_crc32 = "
    .. schema.LISTING_SEAL .. ", transcript_crc32 ="
    .. " COALESCE(transcript_crc32, " .. schema.TRANSCRIPT_SEAL
    .. ") WHERE source = ? AND id = ?", self.current.source, id)
end

local function save_metadata(self, conversation)
  self.db:write([[
    INSERT INTO conversation(source, id, run, position, start_time,
      duration_seconds, disposition, channel, metadata, reason)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'not asked for yet')
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
  local is_new = self.db:record("SELECT changes() AS n").n > 0
  if is_new then
    seal_listing(self, conversation.id)
  end
  self.current.listed = self.current.listed + 1
  self.current.repeated = self.current.repeated + (is_new and 0 or 1)
end

local function row_of(self, conversation)
  return self.db:record("SELECT key, asked FROM conversation WHERE source = ?"
    .. " AND id = ?", self.current.source, conversation.id)
end

-- Of an id that was in this listing before, the first result counts.
local function save_result(self, conversation)
  if row_of(self, conversation).asked == 0 then
    self:save_transcript(conversation, conversation.result)
  end
end

-- Saves a page of metadata with the cursor of the next page (nil: the last
-- one) in one transaction. Conversations that carry their turns already
-- (files) are saved with them.
function Store:save_page(conversations, cursor)
  local current = self.current
  self:note_arrival()
  for _, conversation in ipairs(conversations) do
    save_metadata(self, conversation)
    if conversation.result then
      save_result(self, conversation)
    end
  end
  current.state, current.cursor = cursor and "listing" or "fetching", cursor
  current.pages = current.pages + 1
  self:save_run()
  self.db:commit()
end

-- Whether the current run has listed that conversation.
function Store:is_listed(id)
  return self.db:record("SELECT EXISTS (SELECT 1 FROM conversation WHERE"
    .. " source = ? AND id = ? AND run = ?) AS has", self.current.source, id,
    self.current.id).has == 1
end

local function save_turns(self, key, turns)
  self.db:write("DELETE FROM turn WHERE conversation = ?", key)
  for position, turn in ipairs(turns) do
    self.db:write("INSERT INTO turn(conversation, position, speaker, text,"
      .. " at) VALUES (?, ?, ?, ?, ?)", key, position, turn.speaker,
      turn.text, turn.at)
  end
end

local function seal(self, key)
  self.db:write("UPDATE conversation SET listing_crc32 = "
    .. schema.LISTING_SEAL .. ", transcript_crc32 = "
    .. schema.TRANSCRIPT_SEAL .. " WHERE key = ?", key)
end

-- Saves what a download brought: result = { status =, turns =, reason =,
-- attempts =, not_ready = }. Durable after the next commit.
function Store:save_transcript(conversation, result)
  local key = conversation.key or row_of(self, conversation).key
  self:note_arrival()
  self.db:write([[UPDATE conversation SET status = ?, reason = ?,
    attempts = attempts + ?, not_ready = not_ready + ?, asked = ?
    WHERE key = ?]], result.status, result.reason, result.attempts or 0,
    result.not_ready or 0, self.current.round, key)
  if result.status == "ok" then
    save_turns(self, key, result.turns)
  end
  seal(self, key)
end

local IS_LISTED = "listing_crc32 IS " .. schema.LISTING_SEAL
local IS_WHOLE = IS_LISTED .. " AND transcript_crc32 IS "
  .. schema.TRANSCRIPT_SEAL

-- A row as it was written, or the failure that says whose it was not.
local function checked(self, row)
  if row and row.is_whole == 0 then
    failure.raise("storage", "%s: what it holds of the conversation %s was"
      .. " damaged since it was stored; the next report fetches it again",
      self.path, http.show(row.id))
  end
  return row
end

-- Rows of the current run in listing order, in batches. `condition` is SQL,
-- its `?` are for the other arguments.
local function each(self, condition, ...)
  local values = table.pack(...)
  local sql = "SELECT *, " .. IS_WHOLE .. " AS is_whole FROM conversation"
    .. " WHERE run = ? AND position > ?"
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
    return checked(self, batch[i])
  end
end

-- What the current round still asks for, as { id, key, start_time,
-- duration_seconds, not_ready }.
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
  return as_conversation(self, checked(self, self.db:record("SELECT *, "
    .. IS_WHOLE .. " AS is_whole FROM conversation WHERE key = ?", key)), true)
end

-- A transcript that was damaged is pending again; a conversation whose listing
-- was has to be listed again.
local function forget(self, row)
  self.db:write("DELETE FROM turn WHERE conversation = ?", row.key)
  if row.is_listed == 0 then
    self.db:write("DELETE FROM conversation WHERE key = ?", row.key)
    return
  end
  self.db:write([[UPDATE conversation SET status = 'pending', attempts = 0,
    not_ready = 0, reason = 'damaged since it was stored', asked = 0
    WHERE key = ?]], row.key)
  seal(self, row.key)
end

-- Turns without their conversation, of whichever run: somebody deleted its
-- row. Returns of how many there were such.
local function forget_orphans(self)
  local rows = self.db:records("SELECT DISTINCT conversation AS key FROM turn"
    .. " WHERE conversation NOT IN (SELECT key FROM conversation)")
  for _, row in ipairs(rows) do
    self.db:write("DELETE FROM turn WHERE conversation = ?", row.key)
  end
  return #rows
end

-- How many conversations the current run has listed and no longer holds.
local function count_lost(self)
  return self.current.listed - self.current.repeated - self:count()
end

-- Forgets what is not as it was written, in whichever run, and sees to it that
-- the current one asks for it again. Returns { id = } records of it; of one
-- that somebody deleted nobody can say the id.
function Store:forget_damaged()
  local deleted = count_lost(self)
  local rows = self.db:records("SELECT key, id, " .. IS_LISTED
    .. " AS is_listed FROM conversation WHERE NOT (" .. IS_WHOLE .. ")")
  for _, row in ipairs(rows) do
    forget(self, row)
  end
  deleted = math.max(deleted, forget_orphans(self))
  self.db:commit()
  if count_lost(self) > 0 then
    self:restart_listing()
  elseif #rows > 0 and self.current.round % 2 == 0 then
    self:next_pass()
  end
  for _ = 1, deleted do
    rows[#rows + 1] = {}
  end
  return rows
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
