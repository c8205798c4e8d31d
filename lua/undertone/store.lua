-- store.lua: the SQLite file that every step reads from and writes to.
-- One run at a time is current: a source, a window and how far it has come.
-- A conversation belongs to the run that listed it last, so windows and
-- sources never blend, while transcripts that are already here are not
-- fetched again. What the analysis keeps here is in store_results.lua,
-- what becomes of a damaged row in store_seals.lua.
--
-- Rounds: every pass over a run asks in an odd round for all that is
-- wanted and in the even round after it once more for what is pending.
-- `asked` is the round of a conversation's last answer, so nothing that was
-- answered is asked for twice, whenever a run is killed.

local database = require "undertone.database"
local json = require "undertone.json"
local results = require "undertone.store_results"
local runs = require "undertone.store_runs"
local schema = require "undertone.store_schema"
local seals = require "undertone.store_seals"

local store = {}

local BATCH = 256

-- What a round still asks for; `?` is the round.
local WANTED = { [0] = "status = 'pending' AND asked > 0 AND asked < ?"
    .. " AND excluded IS NULL",
  "(status IN ('pending', 'forbidden', 'failed') OR has_grown = 1)"
    .. " AND asked < ? AND excluded IS NULL" }

local Store = {}
Store.__index = Store

for _, methods in ipairs { runs, results, seals } do
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

-- Marks a conversation that went on after an earlier listing, as its duration
-- says now: what is here of it stays until there is more.
local function note_growth(self, conversation)
  local row = conversation.duration_seconds and self.db:record([[SELECT key
    FROM conversation WHERE source = ? AND id = ? AND run <> ?
    AND duration_seconds IS NOT ? AND status IN ('ok', 'empty', 'missing')]],
    self.current.source, conversation.id, self.current.id,
    conversation.duration_seconds)
  if row then
    self.db:write("UPDATE conversation SET has_grown = 1, not_ready = 0,"
      .. " transcript_crc32 = NULL WHERE key = ?", row.key)
  end
end

local function save_metadata(self, conversation)
  note_growth(self, conversation)
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
    self:seal_listing(conversation.id)
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

-- A checksum over all that the listing said so far, transcripts that came with
-- it included.
local function add_to_checksum(self, conversation)
  local run = self.current
  run.listing_crc32 = self.db:record([[SELECT crc32(?, id, start_time,
    duration_seconds, disposition, channel, metadata,
    CASE WHEN ? THEN transcript_crc32 END) AS crc FROM conversation
    WHERE source = ? AND id = ?]], run.listing_crc32,
    conversation.result ~= nil, run.source, conversation.id).crc
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
    add_to_checksum(self, conversation)
  end
  if not cursor then
    self:compare_listing()
    self:note_unlisted()
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

-- Of one that went on, the earlier transcript stays; for good, when the service
-- has none any more.
local function keep_transcript(self, key, result)
  self.db:write([[UPDATE conversation SET attempts = attempts + ?,
    not_ready = not_ready + ?, asked = ?, has_grown = ? WHERE key = ?]],
    result.attempts or 0, result.not_ready or 0, self.current.round,
    result.status ~= "missing", key)
end

local function replace_transcript(self, key, result)
  self.db:write([[UPDATE conversation SET status = ?, reason = ?,
    attempts = attempts + ?, not_ready = not_ready + ?, asked = ?,
    has_grown = 0 WHERE key = ?]], result.status, result.reason,
    result.attempts or 0, result.not_ready or 0, self.current.round, key)
  save_turns(self, key, result.status == "ok" and result.turns or {})
end

-- Saves what a download brought: result = { status =, turns =, reason =,
-- attempts =, not_ready = }. Durable after the next commit.
function Store:save_transcript(conversation, result)
  local key = conversation.key or row_of(self, conversation).key
  self:note_arrival()
  local is_here = result.status == "ok" or result.status == "empty"
  if conversation.has_grown == 1 and not is_here then
    keep_transcript(self, key, result)
  else
    replace_transcript(self, key, result)
  end
  self:seal(key)
end

-- Rows of the current run in listing order, in batches. `condition` is SQL,
-- its `?` are for the other arguments.
local function each(self, condition, ...)
  local values = table.pack(...)
  local sql = "SELECT *, " .. schema.IS_WHOLE .. " AS is_whole"
    .. " FROM conversation WHERE run = ? AND position > ?"
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
    return self:checked(batch[i])
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
  return as_conversation(self, self:checked(self.db:record("SELECT *, "
    .. schema.IS_WHOLE .. " AS is_whole FROM conversation WHERE key = ?",
    key)), true)
end

-- How many conversations of the run there are, or match the SQL condition.
function Store:count(condition)
  return self.db:record("SELECT COUNT(*) AS n FROM conversation WHERE run = ?"
    .. (condition and " AND " .. condition or ""), self.current.id).n
end

-- Of how many conversations only the beginning is here.
function Store:count_grown()
  return self:count "has_grown = 1 AND excluded IS NULL"
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
