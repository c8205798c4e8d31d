-- judge.lua: whether one run of the fault plan went as it must.
-- The tenant's log says what was sent; the CSV and what the user read say
-- what became of it. judge(case, folder) returns a list of complaints.

local csv = require "undertone.csv"
local json = require "undertone.json"

local judge = {}

local SECRETS = { "demo%-secret", "Bearer",
  "tenant%.%d+%.%x" } -- so begins every token that the tenant gives
local UNDER_WAY_S = 0.5
local AWAY = 6
-- Complete, gaps, credentials, refused, come back later.
local MAY_END = { [0] = true, [3] = true, [4] = true, [5] = true,
  [AWAY] = true }

local function read(path)
  local file <close> = io.open(path, "rb")
  return file and file:read("a") or ""
end

local function requests(folder)
  local list = {}
  for line in read(folder .. "/requests.log"):gmatch "[^\n]+" do
    list[#list + 1] = assert(json.decode(line))
  end
  return list
end

-- Every row by conversation id, and how many there are.
local function table_of(folder)
  local path = folder .. "/out/cxone_interaction_analysis.csv"
  local rows, count = {}, 0
  if read(path) == "" then
    return nil, 0
  end
  for row in csv.reader(path, { header = true }) do
    rows[row.conversation_id] = row
    count = count + 1
  end
  return rows, count
end

-- All that the run wrote into its output folder, the store too.
local function written(folder)
  local pipe <close> = assert(io.popen(("find '%s/out' -type f -exec cat {} +"
    .. " 2>'%s/find'"):format(folder, folder)))
  return pipe:read "a"
end

-- What the run left in `folder`.
function judge.load(folder)
  local rows, count = table_of(folder)
  return {
    code = tonumber(read(folder .. "/result")),
    stderr = read(folder .. "/stderr"), stdout = read(folder .. "/stdout"),
    csv = read(folder .. "/out/cxone_interaction_analysis.csv"),
    written = written(folder), requests = requests(folder),
    rows = rows, count = count,
  }
end

-- How many requests of that call, of one conversation where id is given.
function judge.count(run, call, id)
  local n = 0
  for _, request in ipairs(run.requests) do
    if request.call == call and (not id or request.id == id) then
      n = n + 1
    end
  end
  return n
end

-- Nothing went elsewhere, nothing secret was written, no control character
-- or mark of direction reached the terminal.
local function check_safety(run, complain)
  for _, request in ipairs(run.requests) do
    if request.server ~= "api" then
      complain("the decoy was called: %s", request.path)
    end
  end
  for _, secret in ipairs(SECRETS) do
    if (run.stderr .. run.stdout .. run.written):find(secret) then
      complain("'%s' was written", secret)
    end
  end
  local said = run.stderr .. run.stdout
  if said:find "[\0-\8\11-\31\127]" or said:find "\u{202E}" then
    complain("a control character was printed")
  end
  if said:find "stack traceback" then
    complain("a traceback was printed")
  end
end

-- Whether it was asked for so many times. A tenant that is slow may not have
-- read what was under way when the run ended early.
local function are_attempts(run, id, attempts)
  local known = judge.count(run, "transcript", id)
  return attempts == known or run.code == AWAY and attempts == known + 1
end

-- G3: a row counts as ok only with what was said, as in the run without
-- faults; any other has a reason; none is empty.
local function check_rows(case, run, good, complain)
  for id, row in pairs(run.rows or {}) do
    local whole = good[id]
    if row.transcript_status == "ok" then
      local is_hit = id == case.id or not whole
      if row.turns ~= "4" or not is_hit
        and row.transcript_text ~= whole.transcript_text then
        complain("%s is ok without its words", id)
      elseif not is_hit and row.sentiment_score ~= whole.sentiment_score then
        complain("%s has another score", id)
      end
    elseif row.transcript_status == "empty" then
      complain("%s is shown as empty", id)
    elseif row.reason == "" then
      complain("%s is %s without a reason", id, row.transcript_status)
    elseif row.transcript_status == "pending" and not case.stops
      and not are_attempts(run, id, tonumber(row.attempts)) then
      complain("%s was not asked for %s times", id, row.attempts)
    elseif row.sentiment_score ~= "" then
      complain("%s has a score without a transcript", id)
    end
  end
end

local function check_counts(case, run, complain)
  local ok = 0
  for id, row in pairs(run.rows or {}) do
    ok = ok + (row.transcript_status == "ok" and 1 or 0)
    if row.transcript_status == case.never then
      complain("%s is %s", id, case.never)
    end
  end
  if case.rows and run.count ~= case.rows then
    complain("%d rows, expected %d", run.count, case.rows)
  elseif case.ok and ok ~= case.ok then
    complain("%d are ok, expected %d", ok, case.ok)
  end
  local row = case.id and run.rows and run.rows[case.id]
  if case.status and (not row or row.transcript_status ~= case.status) then
    complain("%s is %s, expected %s", case.id,
      row and row.transcript_status or "not there", case.status)
  end
end

-- Everybody waits: after a 429 comes nothing but what was under way.
local function check_wait(case, run, complain)
  local refused, after
  for _, request in ipairs(run.requests) do
    if request.status == 429 then
      refused = refused or request.time
    elseif refused and request.time - refused > UNDER_WAY_S then
      after = math.min(after or math.huge, request.time - refused)
    end
  end
  local least, most = table.unpack(case.wait or {})
  if least and not (after and after >= least and after <= most) then
    complain("nobody asked for %.1f s after a 429, expected %.1f to %.1f",
      after or 0, least, most)
  end
end

local function check_calls(case, run, complain)
  for call, most in pairs(case.most) do
    local n = judge.count(run, call, call == "transcript" and case.id or nil)
    if n > most then
      complain("%d %s calls, at most %d", n, call, most)
    end
  end
end

local function complaint_list()
  local list = {}
  return list, function(format, ...)
    list[#list + 1] = format:format(...)
  end
end

-- The complaints about a run in which faults met by chance: nothing went
-- elsewhere, no gap without a reason, and a code that fits what is there.
function judge.chance(run, good)
  local list, complain = complaint_list()
  local gaps = 0
  for _, row in pairs(run.rows or {}) do
    gaps = gaps + (row.transcript_status == "ok" and 0 or 1)
  end
  check_safety(run, complain)
  check_rows({}, run, good, complain)
  if not MAY_END[run.code] then
    complain("exit code %s", run.code)
  elseif run.code == 0 and (gaps > 0 or not run.rows) then
    complain("exit code 0 with %d gaps", gaps)
  elseif run.code == 3 and gaps == 0 then
    complain("exit code 3 without a gap")
  end
  return list
end

-- The complaints about one run; `good` are the rows without faults.
function judge.complaints(case, run, good)
  local list, complain = complaint_list()
  if run.code ~= case.code then
    complain("exit code %s, expected %d", run.code, case.code)
  end
  local said = run.stderr .. run.stdout .. run.csv
  if case.says and not said:find(case.says, 1, true) then
    complain("nobody says '%s'", case.says)
  end
  if case.matches and not said:find(case.matches) then
    complain("nobody says what matches '%s'", case.matches)
  end
  check_safety(run, complain)
  check_wait(case, run, complain)
  check_rows(case, run, good, complain)
  check_counts(case, run, complain)
  check_calls(case, run, complain)
  return list
end

return judge
