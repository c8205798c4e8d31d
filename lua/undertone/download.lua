-- download.lua: the two steps of a job that talk to its source.
-- Everything that arrives is in the store before more is asked for, so a
-- killed run has at most `concurrency` answers to ask for again. A service
-- that is away ends the step, not the run, when there is something to
-- analyse; the job's `shortfall` is then the failure.

local failure = require "undertone.failure"
local filters = require "undertone.filters"
local listing = require "undertone.listing"
local plural = require "undertone.plural"
local readiness = require "undertone.readiness"
local suspicion = require "undertone.suspicion"
local time = require "undertone.time"

local download = {}

-- Failures of a service that may be back tomorrow.
local AWAY = { later = true, network = true, timeout = true }
local IS_GAP = { failed = true, forbidden = true }
-- Those that the next run would meet again. New credentials mend theirs.
local LASTING = { refused = true, http = true, limit = true }
local THROTTLED = { pause = "waiting for the service", outage = "outage" }

-- Whether the round is the one of a pass that asks for what is pending.
local function is_closing(round)
  return round % 2 == 0
end

-- The result as it is kept. What failed only because others used up the
-- budget of repeats is asked for once more in the closing round.
local function settle(job, conversation, arrived)
  if arrived.is_out_of_budget and not is_closing(job.store.current.round) then
    return { status = "pending", reason = arrived.reason,
      attempts = arrived.attempts }
  elseif arrived.is_unanswered then
    return arrived
  end
  return readiness.settle(conversation, arrived, job.settings.not_ready,
    time.now())
end

-- Whether the run ends with a gap there.
local function is_gap(job, status)
  return IS_GAP[status]
    or status == "pending" and is_closing(job.store.current.round)
end

-- Saves what arrives; what has arrived is committed whenever the source has
-- to wait for more, and at the latest after `concurrency` results.
local function ask(job)
  local most = job.settings.fetch.concurrency
  local uncommitted, gaps = 0, 0
  local watch = suspicion.watch(job.store:has_transcripts())
  local function commit()
    job.store:commit()
    uncommitted = 0
  end
  for conversation, arrived in
    job.source:transcripts(job.store:unasked(), commit) do
    local result = settle(job, conversation, arrived)
    job.store:save_transcript(conversation, result)
    uncommitted = uncommitted + 1
    if uncommitted >= most then
      commit()
    end
    gaps = gaps + (is_gap(job, result.status) and 1 or 0)
    if result.status == "failed" then
      job.progress:detail("%s", arrived.detail or result.reason)
    end
    job.progress:advance(1, gaps)
    local warning = watch:see(arrived)
    if warning then
      job.progress:note("%s", warning)
    end
  end
  commit()
end

-- What arrived stays, whatever ends the round.
local function ask_and_keep(job)
  local ok, why = xpcall(ask, failure.trace, job)
  if not ok then
    failure.despite_interruption(job.store.commit, job.store)
    error(why, 0)
  end
end

-- What a filter left out until now was not asked for in the pass's first
-- round; when that is over, the next pass asks.
local function take_in_new(job)
  if is_closing(job.store.current.round) and job.store:count("asked = 0 AND"
    .. " excluded IS NULL AND status IN ('pending', 'forbidden', 'failed')") > 0
  then
    job.store:next_pass()
  end
end

-- How many conversations the rounds that are left ask for, each once: the
-- closing one asks again for the pending ones of the first, and for those that
-- an interrupted run asked for in it.
local function count_wanted(job)
  local wanted, round = job.store:count_unasked(), job.store.current.round
  if not is_closing(round) then
    wanted = wanted + job.store:count(("status = 'pending' AND asked = %d"
      .. " AND excluded IS NULL"):format(round))
  end
  return wanted
end

-- The rounds that are left of the pass; see store.lua.
local function ask_in_rounds(job)
  local run = job.store.current
  take_in_new(job)
  local asked = count_wanted(job)
  repeat
    local is_last = is_closing(run.round)
    local wanted = job.store:count_unasked()
    if wanted > 0 then
      job.progress:start(is_last and "once more" or "transcripts",
        wanted)
      ask_and_keep(job)
    end
    if not is_last then
      job.store:set_round(run.round + 1)
    end
  until is_last
  job.store:set_state("analysing")
  job.store:forget_wait() -- of what was set aside; the next run comes later
  if asked > 0 then
    job.progress:finish("%s asked for, %s with one",
      plural.count(asked, "transcript"),
      plural.count(job.store:count("status = 'ok'"), "conversation"))
  end
end

-- What failed because the service was going away, or this client was not let
-- in, is for the next run, like what was not asked for.
local function leave_to_next_run(job, code)
  if code == "later" then
    job.store:forget_wait() -- the next run comes later
  elseif LASTING[code] then
    job.store:reload_run() -- a page that was refused has no oddities
    job.store:set_stuck(true)
  end
  if job.store.current.state ~= "listing"
    and (AWAY[code] or LASTING[code] or code == "credentials") then
    job.store:next_pass()
  end
end

-- Whether there is something to analyse. A part of a listing must not replace
-- the report of the whole one that it began to repeat.
local function can_go_on(job)
  return job.store:count("status = 'ok'") > 0
    and not (job.store.current.state == "listing" and job.store:is_relisting())
end

-- Runs the step unless an earlier one fell short.
local function attempt(job, step)
  if job.shortfall then
    return
  end
  local ok, why = xpcall(step, failure.trace, job)
  if ok then
    return
  end
  local code = type(why) == "table" and why.code
  leave_to_next_run(job, code)
  if AWAY[code] then
    job.store:return_to_complete()
  end
  if not AWAY[code] or not can_go_on(job) then
    error(why, 0)
  end
  job.shortfall = why
  job.progress:note("%s", why.message)
  job.progress:note("going on with what is here: %s",
    plural.count(job.store:count("status = 'ok'"), "transcript"))
end

-- Leaves out what the filters of that kind refuse.
function download.filter(job, kind)
  local chosen = job.settings.filters
  if #chosen == 0 then
    return
  end
  for conversation in job.store:conversations {
    turns = kind == "transcript", scored = kind == "transcript" } do
    local reason = filters.refuse(chosen, kind, conversation)
    if reason then
      job.store:exclude(conversation, reason)
    end
  end
  job.store:commit()
end

-- Step 1: the metadata of every conversation in the window, page by page.
function download.conversations(job)
  if job.store.current.state == "listing" then
    attempt(job, listing.fetch)
  end
  listing.doubt(job)
end

-- Step 2: the transcripts that are not here yet, several at a time.
function download.transcripts(job)
  job.store:clear_results()
  download.filter(job, "metadata")
  attempt(job, ask_in_rounds)
  local grown = job.store:count_grown()
  if grown > 0 then
    job:doubt("conversations that went on after their transcript came: %d, of"
      .. " which the rest is not here yet; the next run asks again", grown)
  end
  if not job.source.is_local and suspicion.all_missing(job.store:ledger()) then
    job.is_doubtful = true
    job:doubt("not one of %d conversations has a transcript, which counts as"
      .. " gaps; undertone doctor.lua tells a wrong path from missing"
      .. " transcripts", job.store:count "status = 'missing'")
  end
end

-- Tells the user what the source reports: { kind =, message = },
-- or only that it still waits: { kind = "waiting" }.
function download.tell(job, event)
  if event.kind == "waiting" then
    job.progress:advance(0)
    return
  elseif event.kind == "mended" then
    job.store:note_oddity("characters", ("page %d: %s"):format(
      job.store.current.pages + 1, event.message))
    return
  elseif event.kind == "token" then
    job.progress:note("%s", event.message)
    return
  elseif event.kind == "odd" then
    job.store:note_oddity(event.field, ("page %d: %s"):format(
      job.store.current.pages + 1, event.message))
    return
  elseif event.kind == "pause" then
    job.store:save_wait(event)
  end
  if THROTTLED[event.kind] then
    job.progress:note("%s", event.message)
    job.progress:hold(THROTTLED[event.kind], (event.wait_ms or 0) / 1000)
  else
    job.progress:detail("%s", event.message)
  end
end

return download
