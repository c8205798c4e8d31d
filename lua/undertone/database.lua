-- database.lua: one SQLite file as a step of a run sees it.
-- Statements are prepared once; writes are collected in one transaction
-- until commit. After the first failure nothing more is written: a disk that
-- failed once is not asked whether it has recovered, and what was reported
-- as committed is. Failures are raised as "storage" and name the file.

local db = require "undertone.db"
local failure = require "undertone.failure"

local database = {}

local Database = {}
Database.__index = Database

-- What the user can do about it.
local function advice(message)
  return message:find("is locked", 1, true) and ": another program is writing"
    .. " to it; let it finish or close it, then run the same command again"
    or ""
end

-- The results, or the failure raised with the file's name; it is the last
-- thing that happens to a file that cannot be written.
local function check(self, result, message, code)
  if result ~= nil then
    return result
  end
  if code ~= "interrupted" then
    self.failed = ("%s: %s%s"):format(self.path, message, advice(message))
  end
  failure.raise(code, "%s: %s%s", self.path, message, advice(message))
end

-- Opens or creates the file; one that another program made is refused
-- before anything is written to it.
function database.open(path, application_id)
  local connection, message, code = db.open(path, application_id)
  if not connection then
    failure.raise(code, "%s; move it away or use another folder", message)
  end
  return setmetatable({ path = path, statements = {}, is_writing = false,
    db = connection }, Database)
end

-- Closes without committing what is not committed; safe to repeat.
function Database:close()
  for _, statement in pairs(self.statements) do
    statement:close()
  end
  self.statements = {}
  self.db:close()
end

-- Runs SQL without parameters.
function Database:exec(sql)
  check(self, self.db:exec(sql))
end

local function prepared(self, sql)
  local statement = self.statements[sql]
  if not statement then
    statement = check(self, self.db:prepare(sql))
    self.statements[sql] = statement
  end
  return statement
end

-- All rows as a list of records, read before they are handed out.
function Database:records(sql, ...)
  local statement = check(self, prepared(self, sql):bind(...))
  local list = {}
  while check(self, statement:step()) do
    list[#list + 1] = statement:record()
  end
  return list
end

-- The first row, or nil.
function Database:record(sql, ...)
  return self:records(sql, ...)[1]
end

-- One change, durable after the next commit.
function Database:write(sql, ...)
  if self.failed then
    failure.raise("storage", "%s", self.failed)
  elseif not self.is_writing then
    self:exec("BEGIN IMMEDIATE")
    self.is_writing = true
  end
  local statement = check(self, prepared(self, sql):bind(...))
  check(self, statement:step())
end

function Database:commit()
  if self.is_writing and not self.failed then
    self:exec("COMMIT")
    self.is_writing = false
  end
end

-- Moves everything from the journal into the file itself.
function Database:checkpoint()
  self:record("PRAGMA wal_checkpoint(TRUNCATE)")
end

return database
