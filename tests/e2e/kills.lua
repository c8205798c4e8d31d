-- kills.lua: kills the stock report at random moments and judges what is
-- left; kills.sh starts the tenant and runs it.
-- usage: undertone kills.lua UNDERTONE TENANT_LOG WORK KILLS SEED CONCURRENCY
-- The tenant's log is the judge of what was asked for. After every kill a
-- copy of the store is looked at, so that the next run still has to recover
-- the original. A crawl that comes to its end is compared with one that was
-- never interrupted, all outputs and the tidy tables among them, and the next
-- begins in a new folder.

local db = require "undertone.db"
local json = require "undertone.json"

local undertone, log_path, work = arg[1], arg[2], arg[3]
local kills, seed = math.tointeger(arg[4]), math.tointeger(arg[5])
local concurrency = math.tointeger(arg[6])
local out = work .. "/killed"
local copy = work .. "/copy.db"

local count = { kills = 0, crawls = 0, refetched = 0, lost = 0, again = 0,
  partial = 0, damaged = 0 }
local states = {}

local function read(path)
  local file = io.open(path, "rb")
  if not file then
    return nil
  end
  local bytes = file:read("a")
  file:close()
  return bytes
end

-- An output without what may differ: the clock and the folder's name. The
-- page names neither.
local function content(folder, name)
  local bytes = read(folder .. "/" .. name)
  if bytes and name == "./run.json" then
    bytes = bytes:gsub('"finished_at": "[^"]*"', "")
    bytes = bytes:gsub(folder:gsub("%p", "%%%0"), "OUT")
  end
  return bytes
end

-- The names of all outputs of the run that nobody kills.
local outputs = {}
local function find_outputs()
  for name in io.popen("cd " .. work .. "/whole && find . -type f"):lines() do
    if not name:find "undertone.db" then
      outputs[#outputs + 1] = name
    end
  end
  assert(#outputs > 15, "hardly any outputs were found")
end

local function run(folder, seconds)
  local limit = seconds and ("timeout -s KILL %.3f "):format(seconds) or ""
  local _, _, code = os.execute(("%s%s report.lua --quiet --concurrency %d"
    .. " --set tidy_tables=true --from 2026-11-01 --to 2026-11-16 --out %s"
    .. " >%s/stdout 2>%s/stderr")
    :format(limit, undertone, concurrency, folder, work, work))
  return code
end

-- Ids that the tenant was asked for since the last call.
local log = assert(io.open(log_path, "r"))
local function newly_asked()
  local ids = {}
  for line in log:lines() do
    local entry = json.decode(line)
    if entry and entry.call == "transcript" then
      ids[#ids + 1] = entry.id
    end
  end
  return ids
end

-- One crawl: what the store held after the last kill, and what was asked.
local committed, asked = {}, {}

local function judge_requests()
  for _, id in ipairs(newly_asked()) do
    if committed[id] then
      count.again = count.again + 1
    elseif asked[id] then
      count.refetched = count.refetched + 1
    end
    asked[id] = true
  end
end

-- Notes in which state of the run the kill came.
local function count_state(connection)
  local statement <close> = connection:prepare(
    "SELECT state FROM run ORDER BY id DESC LIMIT 1")
  local state = statement and statement:step() and statement:values()
    or "starting"
  states[state] = (states[state] or 0) + 1
  states.last = state
end

local function states_text()
  local parts = {}
  for _, state in ipairs { "starting", "listing", "fetching", "analysing",
    "complete" } do
    parts[#parts + 1] = ("%d %s"):format(states[state] or 0, state)
  end
  return table.concat(parts, ", ")
end

-- What the copied store holds: the set of settled ids, or nil when it is
-- damaged. A killed run may not have got as far as making one.
local function settled_ids()
  for _, suffix in ipairs { "", "-wal" } do
    os.remove(copy .. suffix)
    os.execute(("cp %s/undertone.db%s %s%s 2>/dev/null"):format(out, suffix,
      copy, suffix))
  end
  local connection <close> = assert(db.open(copy))
  local check <close> = assert(connection:prepare "PRAGMA integrity_check")
  assert(check:step())
  if check:values() ~= "ok" then
    return nil
  end
  local ids = {}
  local statement <close> = connection:prepare(
    "SELECT id FROM conversation WHERE asked > 0")
  while statement and statement:step() do
    ids[statement:values()] = true
  end
  count_state(connection)
  return ids
end

local function judge_store()
  local now = settled_ids()
  if not now then
    count.damaged = count.damaged + 1
    return
  end
  for id in pairs(committed) do
    if not now[id] then
      count.lost = count.lost + 1
    end
  end
  committed = now
end

-- Whatever is there of the outputs is whole: none, or as it should be.
local function judge_outputs(must_be_there)
  for _, name in ipairs(outputs) do
    local found = content(out, name)
    local wanted = content(work .. "/whole", name)
    if found ~= wanted and (found or must_be_there) then
      count.partial = count.partial + 1
      print("differs: " .. name)
    end
  end
end

local function begin_crawl()
  os.execute("rm -rf " .. out)
  committed, asked = {}, {}
  states.last = nil
end

local function end_crawl()
  judge_requests()
  judge_outputs(true)
  count.crawls = count.crawls + 1
  begin_crawl()
end

local function whole_run()
  local started = require("undertone.system").monotonic()
  local code = run(work .. "/whole")
  assert(code == 0, "the run that nobody kills ends with " .. tostring(code))
  newly_asked()
  return require("undertone.system").monotonic() - started
end

-- Early kills are more frequent, so that one crawl sees several; one that
-- has been killed while analysing is often let go, or most would be there.
local function next_limit(seconds)
  if states.last == "analysing" and math.random() < 0.6 then
    return nil
  end
  return math.random() ^ 2 * seconds
end

math.randomseed(seed)
local seconds = whole_run()
find_outputs()
begin_crawl()
while count.kills < kills do
  local code = run(out, next_limit(seconds))
  if code == 0 then
    end_crawl()
  else
    assert(code == 137, read(work .. "/stderr"))
    count.kills = count.kills + 1
    judge_requests()
    judge_store()
    judge_outputs(false)
  end
end
assert(run(out) == 0, "the last run does not end well")
end_crawl()

print(("seed %d, %d in flight: %d kills (%s), %d crawls ended"):format(seed,
  concurrency, count.kills, states_text(), count.crawls))
print(("  settled conversations: %d lost, %d asked for again; others: %d asked"
  .. " for again, at most %d; %d stores damaged, %d outputs not whole"):format(
  count.lost, count.again, count.refetched, kills * concurrency,
  count.damaged, count.partial))
return count.lost + count.again + count.damaged + count.partial == 0
  and count.refetched <= kills * concurrency and 0 or 1
