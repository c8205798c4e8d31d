-- lexicon.lua: which conversations an overlay gives another label.
-- usage: undertone lexicon diff A B; --help says more.
-- Copy to override, do not edit. The work is in
-- lua/undertone/lexicon_diff.lua.

local failure = require "undertone.failure"
local file = require "undertone.file"
local lexicon_diff = require "undertone.lexicon_diff"
local sources = require "undertone.sources"
local store = require "undertone.store"

-- The conversations with a transcript that a report's folder holds.
local function from_folder(folder)
  local path = folder .. "/undertone.db"
  if not file.exists(path) then
    failure.raise("usage", "no report in %s: there is no %s; name the folder"
      .. " with --out, or a .jsonl file with --source", folder, path)
  end
  local opened = store.open(path)
  if not opened:read_last_run() then
    failure.raise("usage", "no run in %s", path)
  end
  return opened:conversations { turns = true, scored = true }, opened
end

-- Those of a file of JSON lines.
local function from_file(path, settings)
  if not path:find("%.jsonl$") then
    failure.raise("usage", "--source: %s is not a .jsonl file", path)
  end
  local source = sources.open { source = path, fetch = settings.fetch }
  return coroutine.wrap(function()
    local page, cursor
    repeat
      page, cursor = source:page(nil, cursor)
      for _, conversation in ipairs(page) do
        if conversation.result.turns then
          coroutine.yield { id = conversation.id,
            turns = conversation.result.turns }
        end
      end
    until not cursor
  end), source
end

local options, settings = require("undertone.arguments").lexicon(arg)
if not options then
  return 0
end
local scorers = { before = lexicon_diff.scorer(options.before),
  after = lexicon_diff.scorer(options.after) }
local open = options.source and from_file or from_folder
local conversations, opened = open(options.source or settings.out,
  settings)
print(lexicon_diff.text(lexicon_diff.compare(conversations, scorers,
  settings.sentiment)))
opened:close()
