-- files.lua: conversations from a file of JSON lines, without a network.
-- A line is { conversationId, start_time, duration, disposition, channel,
-- transcript = list of turns or null }; see undertone.metadata.

local answer = require "undertone.answer"
local failure = require "undertone.failure"
local json = require "undertone.json"
local metadata = require "undertone.metadata"
local transcript = require "undertone.transcript"

local files = {}

local PAGE_LINES = 500

local Source = {}
Source.__index = Source

-- A source that reads the .jsonl file at `path`.
function files.open(path)
  local file, why = io.open(path, "rb")
  if not file then
    failure.raise("usage", "cannot read %s", why)
  end
  return setmetatable({ identity = "files " .. path, is_local = true,
    path = path, file = file, line_number = 0 }, Source)
end

function Source:close()
  self.file:close()
end

Source.__close = Source.close

local function result_from(entry, start_time)
  local body = json.value(entry.transcript)
  if body == nil then
    return { status = "missing", reason = "no transcript in the file" }
  end
  return transcript.result(body, start_time)
end

local function read_line(self, line)
  local place = ("%s:%d"):format(self.path, self.line_number)
  local entry, why = answer.decode(line)
  if entry == nil then
    failure.raise("parse", "%s: %s", place, why)
  end
  local conversation = metadata.conversation(entry, place)
  conversation.result = result_from(entry, conversation.start_time)
  return conversation
end

local function seek(self, cursor)
  local offset, line_number = (cursor or "0 0"):match("^(%d+) (%d+)$")
  self.file:seek("set", tonumber(offset))
  self.line_number = tonumber(line_number)
end

-- One page of conversations, with their transcripts, and the cursor after.
function Source:page(_, cursor)
  seek(self, cursor)
  local conversations = {}
  for _ = 1, PAGE_LINES do
    local line = self.file:read("l")
    if not line then
      return conversations, nil
    end
    self.line_number = self.line_number + 1
    if line:find("%S") then
      conversations[#conversations + 1] = read_line(self, line)
    end
  end
  return conversations, ("%d %d"):format(self.file:seek(), self.line_number)
end

-- Every transcript came with its page.
function Source:transcripts() -- luacheck: no self
  return function() return nil end
end

return files
