-- run.lua: the fault plan: the stock report against a tenant that goes wrong
-- in every way it knows, one run each, some at a time.
-- usage: undertone tests/faults/run.lua FOLDER, which must be empty.
-- FAULT_ROUNDS (1) is how often, each with other seeds; FAULT_ONLY a pattern
-- of faults; FAULT_CONCURRENCY ("1 8") the transfers in flight; FAULT_JOBS
-- (4) how many runs there are at a time.

package.path = "tests/faults/?.lua;" .. package.path
local judge = require "judge"
local rows = require "cases"
local runs = require "runs"

local ROUNDS = tonumber(os.getenv "FAULT_ROUNDS" or 1)
local JOBS = tonumber(os.getenv "FAULT_JOBS" or 4)
local CONCURRENCY = os.getenv "FAULT_CONCURRENCY" or "1 8"
local ONLY = os.getenv "FAULT_ONLY" or ""
local CONVERSATIONS, HIT = runs.CONVERSATIONS, runs.HIT
local CALLS = { t = "transcript", p = "page", k = "token" }

-- --- cases -----------------------------------------------------------------

local function sent(row, call)
  local most = row.sent
  return type(most) == "table" and most[call] or most
end

-- Calls that the fault does not hit are not repeated; pages and tokens are
-- counted over the whole run, a transcript's by its id.
local function bounds(row, call, is_lasting)
  local most = { transcript = call == "transcript" and 2 or CONVERSATIONS,
    page = 4, token = row.tokens or 2 }
  if is_lasting and sent(row, call) then
    most[call] = sent(row, call) + (call == "page" and 1 or 0)
    if call == "transcript" and row.fault:find "^F2[45]" then
      most.token = 4 -- the other conversations prove each new token good
    end
  elseif is_lasting then
    most.page = 6
  end
  return most
end

local WHERE = { transcript = "id=" .. HIT, page = "page:2-", token = "token" }
local ONCE = { transcript = "each:1", page = "page:2", token = "token:1" }

-- Faults that concern all calls, not the one that meets them.
local SHARED = { F12 = true, F13 = true, F14 = true, F15 = true, F17 = true,
  F18 = true, F24 = true, F25 = true }

local function new_case(row, call, where)
  return { name = row.fault, call = call, where = where, set = row.set or {},
    id = call == "transcript" and HIT or nil }
end

-- The case of a fault that lasts.
local function lasting(row, call)
  local case, outcome = new_case(row, call, WHERE[call]), row[call]
  case.most, case.is_plain = bounds(row, call, true), not row.detail
  case.says = row["says_" .. call] or row.says
  case.matches = row["matches_" .. call] or row.matches
  if type(outcome) == "string" then
    local is_gap = outcome ~= "ok" and outcome ~= "missing"
    case.code, case.status = is_gap and 3 or 0, outcome
    case.rows, case.ok = CONVERSATIONS, CONVERSATIONS - 1
    case.ok = case.ok + (outcome == "ok" and 1 or 0)
  else
    case.code = outcome
    if outcome == 0 or outcome == 3 then
      case.rows, case.ok = row.rows or CONVERSATIONS, row.ok or CONVERSATIONS
    end
  end
  if case.code == 0 and outcome ~= "ok" and outcome ~= "missing" then
    case.says = row["says_" .. call]
  end
  return case
end

-- The case of a fault that happens once and leaves no trace.
local function healing(row, call)
  local case = new_case(row, call, ONCE[call])
  case.most = { transcript = 3, page = 5, token = 3 }
  case.code, case.rows, case.ok = 0, CONVERSATIONS, CONVERSATIONS
  case.wait, case.matches = row.wait, row.tells
  case.id = nil
  if call == "transcript" and row.set then
    case.where = "id=" .. HIT .. ":1" -- each would use up the retry budget
  elseif call == "transcript" and SHARED[row.fault:match "^F%d+"]
  then
    case.where = "transcript:3" -- each would make everybody wait every time
  end
  case.most.transcript = CONVERSATIONS * 3
  return case
end

-- The case of a row that tells its own.
local function special(row)
  local once = row.once
  local case = new_case(row, once.call or "page", once.where or "page:2")
  for _, field in ipairs { "code", "says", "rows", "ok", "never", "stops",
    "also" } do
    case[field] = once[field]
  end
  case.set, case.id, case.most = once.set or {}, nil, once.most or {}
  return case
end

-- All cases of the row at that concurrency.
local function add_cases(list, row, concurrency)
  local made = {}
  for _, call in pairs(CALLS) do
    if row[call] then
      made[#made + 1] = lasting(row, call)
    end
  end
  for letter in (row.heals or ""):gmatch "." do
    made[#made + 1] = healing(row, CALLS[letter])
  end
  local once = row.once
  if once and concurrency >= (once.in_flight or 1) then
    made[#made + 1] = special(row)
  end
  for _, case in ipairs(made) do
    case.concurrency = concurrency
    list[#list + 1] = case
  end
end

local function all_cases()
  local list = {}
  for concurrency in CONCURRENCY:gmatch "%d+" do
    for _, row in ipairs(rows) do
      if row.fault:find(ONLY) then
        add_cases(list, row, tonumber(concurrency))
      end
    end
  end
  return list
end

-- --- running and telling ---------------------------------------------------

local function tell_rows(cases)
  local order, by_row = {}, {}
  for _, case in ipairs(cases) do
    local name = case.name:match "^F%d+"
    if not by_row[name] then
      order[#order + 1] = name
      by_row[name] = { runs = 0, bad = 0 }
    end
    by_row[name].runs = by_row[name].runs + 1
    by_row[name].bad = by_row[name].bad + (case.is_bad and 1 or 0)
  end
  for _, name in ipairs(order) do
    local row = by_row[name]
    print(("%-4s %s  %d runs"):format(name, row.bad == 0 and "ok" or "FAILED",
      row.runs))
  end
end

local function run_round(round, good)
  local cases, bad = all_cases(), 0
  for i, case in ipairs(cases) do
    case.folder, case.seed = tostring(i), (round - 1) * #cases + i
    case.faults = { case.name .. "@" .. case.where, case.also }
  end
  runs.all(cases, JOBS, function(case, run)
    local complaints = judge.complaints(case, run, good)
    if #complaints > 0 then
      case.is_bad, bad = true, bad + 1
      runs.tell(case, run, complaints)
    end
    runs.remove(case)
  end)
  tell_rows(cases)
  print(("%d runs, %d failed; seeds %d to %d"):format(#cases, bad,
    cases[1].seed, cases[#cases].seed))
  return bad
end

runs.prepare(arg[1])
local good, bad = runs.fault_free(), 0
for round = 1, ROUNDS do
  bad = bad + run_round(round, good)
end
return bad == 0 and 0 or 1
