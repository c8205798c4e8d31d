-- store_seals.lua: notices what was changed behind the store's back.
-- Methods of undertone.store's objects, apart from it for size only. Whoever
-- writes a row seals it; what a seal covers is in store_schema.lua.

local failure = require "undertone.failure"
local http = require "undertone.http"
local schema = require "undertone.store_schema"

local seals = {}

-- A conversation that is new has a transcript half to seal, too.
function seals:seal_listing(id)
  self.db:write("UPDATE conversation SET listing_crc32 = "
    .. schema.LISTING_SEAL .. ", transcript_crc32 ="
    .. " COALESCE(transcript_crc32, " .. schema.TRANSCRIPT_SEAL
    .. ") WHERE source = ? AND id = ?", self.current.source, id)
end

-- Seals both halves of a conversation.
function seals:seal(key)
  self.db:write("UPDATE conversation SET listing_crc32 = "
    .. schema.LISTING_SEAL .. ", transcript_crc32 = "
    .. schema.TRANSCRIPT_SEAL .. " WHERE key = ?", key)
end

-- A row as it was written, or the failure that says whose it was not.
function seals:checked(row)
  if row and row.is_whole == 0 then
    failure.raise("storage", "%s: what it holds of the conversation %s was"
      .. " damaged since it was stored; the next report fetches it again",
      self.path, http.show(row.id))
  end
  return row
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
    not_ready = 0, has_grown = 0, reason = 'damaged since it was stored',
    asked = 0
    WHERE key = ?]], row.key)
  self:seal(row.key)
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
function seals:forget_damaged()
  local deleted = count_lost(self)
  local rows = self.db:records("SELECT key, id, " .. schema.IS_LISTED
    .. " AS is_listed FROM conversation WHERE NOT (" .. schema.IS_WHOLE .. ")")
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

return seals
