-- files.lua: conversations from a file of JSON lines, without a network.
-- A line is { conversationId, start_time, duration, disposition, channel,
-- transcript = list of turns or null }; see undertone.metadata. A line that
-- is none of these ends the run with the file's name and the line's number;
-- none is longer than settings.fetch.max_body_bytes.

local answer = require "undertone.answer"
local failure = require "undertone.failure"
local json = require "undertone.json"
local metadata = require "undertone.metadata"
local transcript = require "undertone.transcript"

local files = {}

local PAGE_CONVERSATIONS = 500
local BLOCK_BYTES = 64 * 1024

local Source = {}
Source.__index = Source

-- Opens a file and reads nothing of it, which a folder refuses.
local function open_file(path)
  local file, why = io.open(path, "rb")
  if not file then
    failure.raise("usage", "cannot read %s", why)
  end
  local _, unreadable = file:read(0)
  if unreadable then
    file:close()
    failure.raise("usage", "cannot read %s: %s", path, unreadable)
  end
  return file
end

-- A source that reads the .jsonl file at `path`.
function files.open(path, settings)
  return setmetatable({ identity = "files " .. path, is_local = true,
    label = "the file " .. path:match("[^/]*$"), path = path,
    max_line_bytes = settings.fetch.max_body_bytes, file = open_file(path),
    rest = "", offset = 0, line_number = 0 }, Source)
end

function Source:close()
  self.file:close()
end

Source.__close = Source.close

local function place(self)
  return ("%s:%d"):format(self.path, self.line_number)
end

local function read_block(self)
  local block, why = self.file:read(BLOCK_BYTES)
  if why then
    failure.raise("usage", "cannot read %s: %s", self.path, why)
  end
  return block
end

-- Reads on until `rest` holds the end of a line (returned), too much for a
-- line or the end of the file (nil).
local function find_newline(self)
  local from = 1
  while true do
    local newline = self.rest:find("\n", from, true)
    local block = not newline and #self.rest <= self.max_line_bytes
      and read_block(self)
    if not block then
      return newline
    end
    from = #self.rest + 1
    self.rest = self.rest .. block
  end
end

-- The next line, or nil after the last one. `rest` is what was read beyond
-- it, `offset` the byte of the file where that begins.
local function next_line(self)
  local newline = find_newline(self)
  if self.rest == "" then
    return nil
  end
  self.line_number = self.line_number + 1
  local line = self.rest:sub(1, (newline or 0) - 1)
  if #line > self.max_line_bytes then
    failure.raise("usage", "%s: the line has more than %d bytes"
      .. " (fetch.max_body_bytes)", place(self), self.max_line_bytes)
  end
  local size = newline or #self.rest
  self.rest, self.offset = self.rest:sub(size + 1), self.offset + size
  return line
end

local function result_from(entry, start_time)
  local body = json.value(entry.transcript)
  if body == nil then
    return { status = "missing", reason = "no transcript in the file" }
  end
  return transcript.result(body, start_time)
end

local function conversation_from(self, line)
  local entry, why = answer.decode(line)
  if entry == nil then
    failure.raise("usage", "%s: %s", place(self), why)
  end
  local conversation = metadata.conversation(entry, place(self) .. ": $")
  conversation.result = result_from(entry, conversation.start_time)
  return conversation
end

local function seek(self, cursor)
  local offset, line_number = (cursor or "0 0"):match("^(%d+) (%d+)$")
  self.file:seek("set", tonumber(offset))
  self.rest, self.offset = "", tonumber(offset)
  self.line_number = tonumber(line_number)
end

-- One page of conversations, with their transcripts, and the cursor after.
function Source:page(_, cursor)
  seek(self, cursor)
  local conversations = {}
  repeat
    local line = next_line(self)
    if line and line:find("%S") then
      conversations[#conversations + 1] = conversation_from(self, line)
    end
  until not line or #conversations == PAGE_CONVERSATIONS
  if #conversations < PAGE_CONVERSATIONS then
    return conversations, nil
  end
  return conversations, ("%d %d"):format(self.offset, self.line_number)
end

-- Every transcript came with its page.
function Source:transcripts() -- luacheck: no self
  return function() return nil end
end

return files
