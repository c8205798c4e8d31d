-- vader.lua: how fast VADER scores raw transcripts, beside `wc -w`.
-- usage: undertone tests/bench/vader.lua [FILE]
-- FILE is JSON lines, plain or .gz, of conversations as the tenant serves
-- them; without it the largest one at hand is taken. Prints medians; the
-- ratio is against `LC_ALL=C wc -w` over the same bytes in the same run.

local cjson = require "cjson"
local system = require "undertone.system"
local vader = require "undertone.vader"

local RUNS = 7
local FILES = { "../shared/data/sgd_dev.jsonl.gz",
  "examples/tenant/conversations.jsonl" }
local SCALES = { 1, 10, 100 } -- the file repeated, so that growth shows
local WC_BYTES = 20e6 -- what wc counts: enough to hide its start

local function open(path)
  if path:find("%.gz$") then
    return assert(io.popen("gzip -dc '" .. path:gsub("'", "'\\''") .. "'"))
  end
  return assert(io.open(path))
end

local function find_file()
  for _, path in ipairs(FILES) do
    local file = io.open(path)
    if file then
      file:close()
      return path
    end
  end
  error("no conversations here; name a file", 0)
end

-- The texts of the transcripts, one string a conversation, one line each.
local function read_documents(path)
  local documents = {}
  local file = open(path)
  for line in file:lines() do
    local transcript = cjson.decode(line).transcript
    local turns = {}
    for i, turn in ipairs(type(transcript) == "table" and transcript or {}) do
      turns[i] = turn.text
    end
    if #turns > 0 then
      documents[#documents + 1] = table.concat(turns, " "):gsub("\n", " ")
    end
  end
  file:close()
  return documents
end

local function repeated(documents, times)
  local list = {}
  for _ = 1, times do
    table.move(documents, 1, #documents, #list + 1, list)
  end
  return list
end

local function count_bytes(documents)
  local bytes = 0
  for _, text in ipairs(documents) do
    bytes = bytes + #text + 1
  end
  return bytes
end

-- The median times of several functions, in seconds. They take turns, so
-- that a busy moment of the machine falls on all of them.
local function medians_s(...)
  local runs, times = { ... }, {}
  for i = 1, RUNS do
    for n, run in ipairs(runs) do
      local started = system.monotonic()
      run()
      times[n] = times[n] or {}
      times[n][i] = system.monotonic() - started
    end
  end
  local medians = {}
  for n, list in ipairs(times) do
    table.sort(list)
    medians[n] = list[RUNS // 2 + 1]
  end
  return medians
end

-- The documents in a temporary file, long enough to hide the start of wc.
local function write_for_wc(documents)
  local list = repeated(documents,
    math.ceil(WC_BYTES / count_bytes(documents)))
  local path = os.tmpname()
  local file = assert(io.open(path, "wb"))
  assert(file:write(table.concat(list, "\n"), "\n"))
  assert(file:close())
  return path, count_bytes(list)
end

local function print_row(name, count, bytes_s, documents_s, ratio)
  print(("%-20s %9d %9.1f %11.0f %9.2f"):format(name, count, bytes_s / 1e6,
    documents_s, ratio))
end

local function bench(documents, scorer, wc_path, wc_bytes)
  local bytes = count_bytes(documents)
  local seconds = medians_s(function()
    assert(os.execute("LC_ALL=C wc -w < " .. wc_path .. " > /dev/null"))
  end, function()
    for _, text in ipairs(documents) do
      scorer:compound(text)
    end
  end, function()
    scorer:compounds(documents)
  end)
  local wc = wc_bytes / seconds[1]
  for n, name in ipairs { "wc -w", "vader, one thread", "vader, all" } do
    local rate = n == 1 and wc or bytes / seconds[n]
    print_row(name, #documents, rate, rate * #documents / bytes, rate / wc)
  end
end

local path = arg[1] or find_file()
local documents = read_documents(path)
local scorer = assert(vader.new())
local wc_path, wc_bytes = write_for_wc(documents)
print(path)
print("                          docs      MB/s      docs/s  of wc -w")
for _, scale in ipairs(SCALES) do
  bench(repeated(documents, scale), scorer, wc_path, wc_bytes)
end
os.remove(wc_path)
