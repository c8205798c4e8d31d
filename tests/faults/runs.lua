-- runs.lua: one run of the stock report against a tenant with faults, as
-- often and as many at a time as the caller likes; case.sh does the work.

local failure = require "undertone.failure"
local file = require "undertone.file"
local judge = require "judge"

local runs = {}

local BUILD = os.getenv "BUILD" or "build"
local PAGE = 4
local SECONDS = 180 -- of one run at most

runs.CONVERSATIONS = 12
runs.HIT = "call-05" -- the first one of page 2

local SETTINGS = [[
return {
  fetch = { retry_base_ms = 10, retry_cap_ms = 20, retry_throttle_ms = 10,
    timeout_ms = 20000, throttle_waits = 3, breaker_ms = 50,
    breaker_most_ms = 100, outage_ms = 5000 },
  relate = { resamples = 99 },
  layout = { figure_order = {} },
}]]

local TURN = '{"author":{"type":"%s"},"text":"%s",'
  .. '"timestamp":"2026-11-%02dT10:00:00Z"}'

local function conversation(i)
  local turns = {}
  for n, turn in ipairs { { "agent", "Good morning, how can I help?" },
    { "customer", ("Order number %d is late and I am unhappy."):format(i) },
    { "agent", "I am sorry, it arrives tomorrow." },
    { "customer", "Great, thank you!" } } do
    turns[n] = TURN:format(turn[1], turn[2], i)
  end
  return ('{"conversationId":"call-%02d","start_time":"2026-11-%02dT10:00:00Z'
    .. '","duration":%d,"disposition":"%s","channel":"chat","transcript":[%s]}'
    ):format(i, i, 60 + i, i % 2 == 0 and "resolved" or "escalated",
      table.concat(turns, ","))
end

-- Writes what every run below `folder` needs; comes before all else.
function runs.prepare(folder)
  local lines = {}
  for i = 1, runs.CONVERSATIONS do
    lines[i] = conversation(i) .. "\n"
  end
  failure.check(file.write(folder .. "/data.jsonl", table.concat(lines)))
  failure.check(file.write(folder .. "/settings.lua", SETTINGS))
  runs.folder = folder
end

function runs.quoted(text)
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

-- Starts a run below the prepared folder: case = { folder = its name there,
-- faults = { "NAME@WHERE", … }, concurrency =, set = settings, seed =,
-- is_plain = without --verbose }. One in a folder that another has used goes
-- on where that one ended.
function runs.start(case)
  local folder = runs.folder .. "/" .. case.folder
  failure.check(file.mkdir(folder))
  local tenant = { ("--data %s/data.jsonl --page-size %d --slow 5000"
    .. " --seed %d"):format(runs.folder, PAGE, case.seed) }
  for _, fault in ipairs(case.faults) do
    tenant[#tenant + 1] = "--fault " .. fault
  end
  local report = { ("--config %s/settings.lua --concurrency %d %s"):format(
    runs.folder, case.concurrency, case.is_plain and "" or "--verbose") }
  for _, setting in ipairs(case.set or {}) do
    report[#report + 1] = "--set " .. setting
  end
  case.pipe = assert(io.popen(table.concat({ "UNDERTONE=" .. BUILD
    .. "/undertone TENANT=" .. BUILD .. "/examples/tenant sh",
    "tests/faults/case.sh", runs.quoted(folder), SECONDS,
    runs.quoted(table.concat(tenant, " ")),
    runs.quoted(table.concat(report, " ")) }, " ")))
end

-- What the run left; see judge.load.
function runs.finish(case)
  case.pipe:close() -- waits for it
  return judge.load(runs.folder .. "/" .. case.folder)
end

function runs.remove(case)
  os.execute("rm -rf " .. runs.quoted(runs.folder .. "/" .. case.folder))
end

-- The rows of a run in which nothing goes wrong.
function runs.fault_free()
  local case = { folder = "good", faults = {}, concurrency = 8, seed = 1 }
  runs.start(case)
  local run = runs.finish(case)
  assert(run.code == 0 and run.count == runs.CONVERSATIONS, run.stderr)
  return run.rows
end

-- Prints what was wrong with a run, and what it said.
function runs.tell(case, run, complaints)
  print(("FAILED: %s at concurrency %d, seed %d: %s"):format(table.concat(
    case.faults, " and "), case.concurrency, case.seed,
    table.concat(complaints, "; ")))
  for line in run.stderr:gmatch "[^\n]+" do
    print("  | " .. line)
  end
end

-- Runs them all, `jobs` at a time, in order: handle(case, run) of each.
function runs.all(cases, jobs, handle)
  for i = 1, #cases + jobs - 1 do
    local case, done = cases[i], cases[i - jobs + 1]
    if case then
      runs.start(case)
    end
    if done then
      handle(done, runs.finish(done))
    end
  end
end

return runs
