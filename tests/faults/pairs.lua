-- pairs.lua: a fault during the recovery from a fault, in random pairs. Either
-- both meet one run of the stock report, the second soon after the first, or
-- the first lasts until the run ends and the second meets the next run.
-- Whatever a run makes of them, it passes nothing over in silence, and the
-- same command goes on to what a run without faults makes.
-- usage: undertone tests/faults/pairs.lua FOLDER, which must be empty.
-- PAIRS (20), SEED (1), FAULT_JOBS (4).

package.path = "tests/faults/?.lua;" .. package.path
local judge = require "judge"
local rows = require "cases"
local runs = require "runs"

local PAIRS = tonumber(os.getenv "PAIRS" or 20)
local SEED = tonumber(os.getenv "SEED" or 1)
local JOBS = tonumber(os.getenv "FAULT_JOBS" or 4)
local CALLS = { t = "transcript", p = "page", k = "token" }

-- Every fault and call at which it heals, but for those that take seconds.
local function healing()
  local list = {}
  for _, row in ipairs(rows) do
    local letters = not (row.set or row.wait) and row.heals or ""
    for letter in letters:gmatch "." do
      list[#list + 1] = { name = row.fault, call = CALLS[letter] }
    end
  end
  return list
end

local function fault(of, number, lasts)
  local where = of.call == "transcript" and math.random(2) == 1 and "each"
    or of.call
  return ("%s@%s:%d%s"):format(of.name, where, number, lasts and "-" or "")
end

-- `later` are the faults of the run after the first.
local function draw(list, i)
  local first, second = list[math.random(#list)], list[math.random(#list)]
  local at, soon = math.random(3), math.random(0, 2)
  local case = { folder = tostring(i), seed = SEED + i, later = {},
    concurrency = math.random(2) == 1 and 1 or 8 }
  if math.random(2) == 1 then
    case.faults = { fault(first, at), fault(second, at + soon) }
  else
    case.faults = { fault(first, at, true) }
    case.later = { fault(second, 1 + soon) }
  end
  return case
end

-- The same command again, in the same folder.
local function go_on(case, faults)
  local again = { folder = case.folder, faults = faults, seed = case.seed,
    concurrency = case.concurrency }
  runs.start(again)
  return runs.finish(again)
end

-- What is wrong with the case, given its first run; and the run it is of.
local function follow(case, run, good)
  local complaints = judge.chance(run, good)
  if #complaints == 0 and #case.later > 0 then
    run = go_on(case, case.later)
    complaints = judge.chance(run, good)
  end
  if #complaints == 0 then
    run = go_on(case, {})
    complaints = judge.complaints({ code = 0, rows = runs.CONVERSATIONS,
      ok = runs.CONVERSATIONS, most = {} }, run, good)
  end
  return complaints, run
end

runs.prepare(arg[1])
math.randomseed(SEED)
local good, list, cases = runs.fault_free(), healing(), {}
for i = 1, PAIRS do
  cases[i] = draw(list, i)
end

local bad, codes = 0, {}
runs.all(cases, JOBS, function(case, run)
  codes[run.code or -1] = (codes[run.code or -1] or 0) + 1
  local complaints, last = follow(case, run, good)
  if #complaints > 0 then
    bad = bad + 1
    table.move(case.later, 1, #case.later, #case.faults + 1, case.faults)
    runs.tell(case, last, complaints)
  end
  runs.remove(case)
end)

local ends = {}
for code, count in pairs(codes) do
  ends[#ends + 1] = ("%d with code %d"):format(count, code)
end
table.sort(ends)
print(("%d pairs of faults, seed %d: %d failed; first runs ended: %s"):format(
  PAIRS, SEED, bad, table.concat(ends, ", ")))
return bad == 0 and 0 or 1
