-- store_schema.lua: the tables of a store, and how their rows are sealed.
-- Every row that a report rests on carries a CRC-32 of what was written, so
-- that what a disk changed afterwards is noticed: a run as a whole, of a
-- conversation one for what its listing said and one for its transcript.
-- What the analysis keeps is made anew by each run and not sealed.

local failure = require "undertone.failure"

local schema = {}

schema.APPLICATION_ID = 0x556e6474 -- "Undt", in the header of our files
local VERSION = 11

local TABLES = [[
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
  is_stuck INTEGER NOT NULL DEFAULT 0,
  cursor TEXT,
  pages INTEGER NOT NULL DEFAULT 0,
  listed INTEGER NOT NULL DEFAULT 0,
  repeated INTEGER NOT NULL DEFAULT 0,
  oddities TEXT,
  listing_crc32 INTEGER NOT NULL DEFAULT 0,
  finished_at TEXT,
  wait_until INTEGER, waits INTEGER NOT NULL DEFAULT 0,
  waited_ms INTEGER NOT NULL DEFAULT 0,
  crc32 INTEGER
);
CREATE TABLE conversation (
  key INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES source(id),
  id TEXT NOT NULL,
  run INTEGER NOT NULL REFERENCES run(id),
  position INTEGER NOT NULL,
  start_time TEXT, duration_seconds NUMERIC, disposition TEXT, channel TEXT,
  metadata TEXT,
  asked INTEGER NOT NULL DEFAULT 0,
  listing_crc32 INTEGER,
  status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN
    ('pending', 'ok', 'empty', 'missing', 'forbidden', 'failed')),
  reason TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  not_ready INTEGER NOT NULL DEFAULT 0,
  has_grown INTEGER NOT NULL DEFAULT 0,
  transcript_crc32 INTEGER,
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

-- SQL for what the seal of a row must be. Of the numbers and texts as they
-- are stored: a column may have changed their type.
schema.RUN_SEAL = [[crc32(id, source, window_from, window_to, request, state,
  round, is_final, is_stuck, cursor, pages, listed, repeated, oddities,
  listing_crc32, finished_at, wait_until, waits, waited_ms)]]
schema.LISTING_SEAL = [[crc32(source, id, run, position, start_time,
  duration_seconds, disposition, channel, metadata, asked)]]
schema.TRANSCRIPT_SEAL = [[crc32(source, id, status, reason, attempts,
  not_ready, has_grown, (SELECT SUM(crc32(position, speaker, text, at))
    FROM turn WHERE turn.conversation = key))]]

-- Whether a row's listing, and all of it, is as it was written.
schema.IS_LISTED = "listing_crc32 IS " .. schema.LISTING_SEAL
schema.IS_WHOLE = schema.IS_LISTED .. " AND transcript_crc32 IS "
  .. schema.TRANSCRIPT_SEAL

local function create(db)
  db:exec(("BEGIN; %s PRAGMA application_id = %d; PRAGMA user_version = %d;"
    .. " COMMIT"):format(TABLES, schema.APPLICATION_ID, VERSION))
end

-- Whether the tables are as they were made. Views and indexes of the user's
-- own may be there, too.
local function has_tables(db)
  local found = {}
  for _, row in ipairs(db:records("SELECT sql FROM sqlite_schema"
    .. " WHERE sql IS NOT NULL")) do
    found[row.sql .. ";\n"] = true
  end
  for statement in TABLES:gmatch("CREATE.-;\n") do
    if not found[statement] then
      return false
    end
  end
  return true
end

-- What is wrong with the file as such: pages, order, indexes, constraints.
local function find_damage(db)
  local verdict = db:record("PRAGMA integrity_check(1)").integrity_check
  if verdict ~= "ok" then
    return verdict
  elseif not has_tables(db) then
    return "its tables are not those that were made"
  end
end

-- Makes the tables of a new file and checks those of another one.
function schema.prepare(db, path)
  local version = db:record("PRAGMA user_version").user_version
  if version == 0 then
    return create(db)
  elseif version ~= VERSION then
    failure.raise("storage", "%s was written by another version of Undertone"
      .. " (schema %d, this one reads %d); use another --out folder", path,
      version, VERSION)
  end
  local damage = find_damage(db)
  if damage then
    failure.raise("storage", "%s is damaged (%s); move it away or use another"
      .. " --out folder, and everything is fetched again", path, damage)
  end
end

return schema
