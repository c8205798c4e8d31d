-- download.lua: the two steps of a job that talk to its source.
-- Everything that arrives is in the store before more is asked for, so a
-- killed run has at most `concurrency` answers to ask for again. A service
-- that is away ends the step, not the run, when there is something to
-- analyse; the job's `shortfall` is then the failure.

local failure = require "undertone.failure"
local filters = require "undertone.filters"
local keys = require "undertone.keys"
local metadata = require "undertone.metadata"
local paging = require "undertone.paging"
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

-- Services are known to ignore the window they were given.
local function inside_window(conversations, span)
  local inside = {}
  for _, conversation in ipairs(conversations) do
    if metadata.is_inside(conversation, span) then
      inside[#inside + 1] = conversation
    end
  end
  return inside
end

-- A page; when the service no longer knows the link that an earlier run
-- left, the listing begins anew.
local function next_page(job, is_resumed)
  local run = job.store.current
  if not (is_resumed and run.cursor) then
    return job.source:page(job.window, run.cursor)
  end
  local ok, page, cursor = pcall(job.source.page, job.source, job.window,
    run.cursor)
  if ok then
    return page, cursor
  elseif type(page) ~= "table" or page.code ~= "http" then
    error(page, 0)
  end
  job.progress:note("the service no longer knows page %d; listing again",
    run.pages + 1)
  job.store:restart_listing()
  return job.source:page(job.window)
end

-- A service's page, checked; a file has an end and names its lines itself.
local function checked_page(job, guard, is_resumed)
  if job.source.is_local then
    return next_page(job, is_resumed)
  end
  local page, cursor = failure.within(("page %d"):format(
    job.store.current.pages + 1), next_page, job, is_resumed)
  guard:check(page, cursor, job.store.current.pages + 1)
  return page, cursor
end

-- What is odd about single entries, one warning for each field.
local function doubt_entries(job)
  local oddities = job.store:oddities()
  for _, field in ipairs(keys.sorted(oddities)) do
    local odd = oddities[field]
    if field == "conversationId" then
      job:warn("entries without a usable id: %d; nobody can ask for them, they"
        .. " are a gap and left out; the first: %s", odd.count, odd.first)
    else
      job:warn("entries without a usable %s: %d, which count as without one;"
        .. " the first: %s", field, odd.count, odd.first)
    end
  end
end

-- What is odd about the whole listing.
local function doubt_listing(job)
  local count, repeated = job.store:count(), job.store.current.repeated
  if repeated > 0 then
    job:warn("ids listed again: %d; the first conversation of each counts",
      repeated)
  end
  local timeless = job.store:count "start_time IS NULL"
  if timeless > 0 then
    job:warn("no usable start time: %d of %d conversations; they count as"
      .. " inside the window", timeless, count)
  end
end

-- Only conversations inside the window are kept.
local function guard_of(job)
  return paging.guard(job.settings.cxone.max_pages, function(conversation)
    if metadata.is_inside(conversation, job.window) then
      return job.store:is_listed(conversation.id)
    end
    return nil
  end)
end

local function list(job)
  local guard = guard_of(job)
  local is_resumed = true
  job.progress:start("conversations")
  repeat
    local page, cursor = checked_page(job, guard, is_resumed)
    is_resumed = false
    job.store:save_page(inside_window(page, job.window), cursor)
    job.progress:advance(#page)
  until not cursor
  job.progress:finish("%s from %s to %s", plural.count(job.store:count(),
    "conversation"), job.window.from, job.window.to)
end

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
    local warning = watch:see(arrived.status)
    if warning then
      job:warn("%s", warning)
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

-- The rounds that are left of the pass; see store.lua.
local function ask_in_rounds(job)
  local run, asked = job.store.current, 0
  take_in_new(job)
  repeat
    local is_last = is_closing(run.round)
    local wanted = job.store:count_unasked()
    if wanted > 0 then
      job.progress:start(is_last and "once more" or "transcripts",
        wanted)
      ask_and_keep(job)
      asked = asked + wanted
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
    job.store:set_stuck(true)
  end
  if job.store.current.state ~= "listing"
    and (AWAY[code] or LASTING[code] or code == "credentials") then
    job.store:next_pass()
  end
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
  if not AWAY[code] or job.store:count("status = 'ok'") == 0 then
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
    attempt(job, list)
  end
  doubt_entries(job)
  doubt_listing(job)
end

-- Step 2: the transcripts that are not here yet, several at a time.
function download.transcripts(job)
  job.store:clear_results()
  download.filter(job, "metadata")
  attempt(job, ask_in_rounds)
  if not job.source.is_local and suspicion.all_missing(job.store:ledger()) then
    job.is_doubtful = true
    job:warn("not one of %d conversations has a transcript, which counts as"
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
    job:warn("page %d: %s", job.store.current.pages + 1, event.message)
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
