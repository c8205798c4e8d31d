-- kills.lua: kills the stock report at random moments of every phase and
-- judges what is left; kills.sh starts the tenant and runs it.
-- usage: undertone kills.lua UNDERTONE TENANT_LOG WORK KILLS SEED CONCURRENCY
-- The tenant's log says when a run is in which phase, however busy the
-- machine is, and is the judge of what was asked for. After every kill a
-- copy of the store is looked at, so that the next run still has to recover
-- the original. A crawl that comes to its end is compared with one that was
-- never interrupted, all outputs and the tidy tables among them, and the next
-- begins in a new folder.

local db = require "undertone.db"
local json = require "undertone.json"
local system = require "undertone.system"

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

-- --- the tenant's log -------------------------------------------------------

local log = assert(io.open(log_path, "r"))
local seen = { page = 0, transcript = 0 } -- since the run began
local newly_asked, half_line = {}, ""

-- Reads on to the log's end.
local function watch()
  local text = half_line .. log:read "a"
  local whole = text:match "^.*\n" or ""
  half_line = text:sub(#whole + 1)
  for line in whole:gmatch "[^\n]+" do
    local entry = assert(json.decode(line))
    seen[entry.call] = (seen[entry.call] or 0) + 1
    if entry.call == "transcript" then
      newly_asked[#newly_asked + 1] = entry.id
    end
  end
end

-- --- a run and its end ------------------------------------------------------

local POLL_S = 0.005

local function is_over(pid)
  local file <close> = io.open(("/proc/%s/stat"):format(pid))
  return not file
end

-- Waits until is_time() or the end of the process, and kills it.
local function kill_at(pid, is_time)
  repeat
    watch()
    if is_time() then
      os.execute(("kill -KILL %s 2>%s/kill"):format(pid, work))
      return
    end
    os.execute(("sleep %s"):format(POLL_S))
  until is_over(pid)
end

-- Runs the report and kills it at that time, if any; its exit code.
local function run(folder, is_time)
  seen.page, seen.transcript = 0, 0
  local pipe = assert(io.popen(("exec 2>%s/sh; %s report.lua --quiet"
    .. " --concurrency %d --set tidy_tables=true --from 2026-11-01"
    .. " --to 2026-11-16 --out %s >%s/stdout 2>%s/stderr & echo $!; wait $!")
    :format(work, undertone, concurrency, folder, work, work)))
  local pid = pipe:read "l"
  if is_time then
    kill_at(pid, is_time)
  end
  local _, _, code = pipe:close()
  watch()
  return code
end

-- --- the judge --------------------------------------------------------------

-- One crawl: what the store held after the last kill, and what was asked.
local committed, asked, kills_in_crawl = {}, {}, 0

local function judge_requests()
  for _, id in ipairs(newly_asked) do
    if committed[id] then
      count.again = count.again + 1
    elseif asked[id] then
      count.refetched = count.refetched + 1
    end
    asked[id] = true
  end
  newly_asked = {}
end

-- Notes in which state of the run the kill came.
local function count_state(connection)
  local statement <close> = connection:prepare(
    "SELECT state FROM run ORDER BY id DESC LIMIT 1")
  local state = statement and statement:step() and statement:values()
    or "starting"
  states[state] = (states[state] or 0) + 1
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
  committed, asked, kills_in_crawl = {}, {}, 0
end

local function end_crawl()
  judge_requests()
  judge_outputs(true)
  count.crawls = count.crawls + 1
  begin_crawl()
end

-- --- when to kill -----------------------------------------------------------

-- Of the run that nobody kills: its pages and transcripts, the seconds that
-- it takes and those after the last transcript.
local whole = {}

local function whole_run()
  local began, last_seen, last_time = system.monotonic(), 0, nil
  local code = run(work .. "/whole", function()
    if seen.transcript > last_seen then
      last_seen, last_time = seen.transcript, system.monotonic()
    end
    return false
  end)
  assert(code == 0, "the run that nobody kills ends with " .. tostring(code))
  local now = system.monotonic()
  whole = { pages = seen.page, transcripts = seen.transcript,
    seconds = now - began, analysis = now - last_time }
  newly_asked = {}
end

local function after_seconds(seconds)
  local time = system.monotonic() + seconds
  return function()
    return system.monotonic() >= time
  end
end

local function transcripts_left()
  local done = 0
  for _ in pairs(committed) do
    done = done + 1
  end
  return whole.transcripts - done
end

local moments = {}

-- The first page has come, the last one has not.
function moments.listing()
  local number = math.random(whole.pages - 1)
  return function()
    return seen.page >= number
  end
end

-- Some are left, for those that come while the signal is on its way.
function moments.fetching()
  local number = math.random(math.max(transcripts_left() * 2 // 3, 1))
  return function()
    return seen.transcript >= number
  end
end

function moments.any()
  return after_seconds(math.random() * whole.seconds)
end

function moments.analysing()
  local left, is_time = transcripts_left(), nil
  return function()
    if not is_time and seen.transcript >= left then
      is_time = after_seconds(math.random() * whole.analysis)
    end
    return is_time and is_time()
  end
end

-- One crawl is killed at these one after the other, then let go.
local PLAN = { "listing", "fetching", "fetching", "analysing", "any" }

local function next_moment()
  local name = PLAN[kills_in_crawl + 1]
  return name and moments[name]()
end

math.randomseed(seed)
whole_run()
find_outputs()
begin_crawl()
while count.kills < kills do
  local code = run(out, next_moment())
  if code == 0 then
    end_crawl()
  else
    assert(code == 137, read(work .. "/stderr"))
    count.kills, kills_in_crawl = count.kills + 1, kills_in_crawl + 1
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
-- What is lost and repeated is proved by kills while something comes; the
-- plan has two of five there and one while listing.
local fetching, listing = states.fetching or 0, states.listing or 0
local is_everywhere = fetching * 3 >= kills and listing > 0
if not is_everywhere then
  print "too few kills while listing or fetching"
end
return count.lost + count.again + count.damaged + count.partial == 0
  and count.refetched <= kills * concurrency and is_everywhere and 0 or 1
