-- corpus.lua: the conversations that the bench measures with.
-- The reference's dialogues when they lie beside the project, else the
-- tenant's sample; larger sizes repeat them.

local json = require "undertone.json"
local text = require "undertone.text"
local transcript = require "undertone.transcript"

local corpus = {}

local SOURCES = {
  { name = "dialogues of the Schema-Guided Dialogue dataset",
    command = "gzip -dc ../shared/data/sgd_dev.jsonl.gz 2>/dev/null" },
  { name = "the example tenant's conversations",
    command = "cat examples/tenant/conversations.jsonl" },
}

local function read_conversations(command)
  local list = {}
  local pipe <close> = assert(io.popen(command))
  for line in pipe:lines() do
    local body = json.value(json.decode(line).transcript)
    if body then
      list[#list + 1] = { turns = transcript.turns(body) }
    end
  end
  return list
end

-- { name =, conversations = each with turns, texts = what was said, a line
-- each, words = the content words of each }, in the same order.
function corpus.read()
  for _, source in ipairs(SOURCES) do
    local found = { name = source.name, texts = {},
      conversations = read_conversations(source.command) }
    if #found.conversations > 0 then
      for i, conversation in ipairs(found.conversations) do
        found.texts[i] = transcript.text(conversation.turns):gsub("\n", " ")
      end
      found.words = text.content_words_all(found.texts)
      return found
    end
  end
  error("no conversations to measure with", 0)
end

function corpus.repeated(list, times)
  local result = {}
  for _ = 1, times do
    table.move(list, 1, #list, #result + 1, result)
  end
  return result
end

-- Counts one byte more per document, for its line end.
function corpus.count_bytes(list)
  local bytes = 0
  for _, document in ipairs(list) do
    bytes = bytes + #document + 1
  end
  return bytes
end

-- Documents as lines of a file.
function corpus.write(list, path)
  local file <close> = assert(io.open(path, "wb"))
  assert(file:write(table.concat(list, "\n"), "\n"))
end

return corpus
