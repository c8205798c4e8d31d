-- store_runs.lua: the run that a store is at and how far it has come.
-- Methods of undertone.store's objects, apart from it for size only. The
-- current run is the store's `current`, a record of the table `run`; whoever
-- changes it saves it.

local failure = require "undertone.failure"
local http = require "undertone.http"
local json = require "undertone.json"
local schema = require "undertone.store_schema"
local time = require "undertone.time"

local runs = {}

-- The newest run of the folder, with its source's identity, or nil. One that
-- is not what was written counts as none, and the store's `is_run_damaged`
-- is then true; older ones do not stand in for it.
function runs:last_run()
  local last = self.db:record("SELECT *, (SELECT identity FROM source"
    .. " WHERE source.id = run.source) AS identity, crc32 IS "
    .. schema.RUN_SEAL .. " AS is_whole FROM run ORDER BY id DESC LIMIT 1")
  self.is_run_damaged = last ~= nil and last.is_whole == 0
  return not self.is_run_damaged and last or nil
end

-- The newest run for a request, which other runs may have followed, or nil
-- when there is none or it is not what was written.
function runs:last_run_for(identity, request)
  local last = self.db:record("SELECT *, crc32 IS " .. schema.RUN_SEAL
    .. " AS is_whole FROM run WHERE request = ? AND source ="
    .. " (SELECT id FROM source WHERE identity = ?) ORDER BY id DESC LIMIT 1",
    request, identity)
  return last and last.is_whole == 1 and last or nil
end

local function seal(self, id)
  self.db:write("UPDATE run SET crc32 = " .. schema.RUN_SEAL
    .. " WHERE id = ?", id)
end

local function insert_run(self, identity, window)
  self.db:write("INSERT INTO source(identity) VALUES (?)"
    .. " ON CONFLICT DO NOTHING", identity)
  self.db:write([[
    INSERT INTO run(source, window_from, window_to, request, state, is_final)
    VALUES ((SELECT id FROM source WHERE identity = ?), ?, ?, ?, 'listing', ?)
    ]], identity, window.from, window.to, window.request, not window.is_open)
  seal(self, self.db:record("SELECT MAX(id) AS id FROM run").id)
end

-- Makes a new run current. When the service told the last one to wait, the
-- new one waits.
local function add_run(self, identity, window, last)
  insert_run(self, identity, window)
  local run = self:last_run()
  self.current = run
  if last and last.identity == identity then
    run.wait_until, run.waits = last.wait_until, last.waits
    run.waited_ms = last.waited_ms
    self:save_run()
  end
  self.db:commit()
  return run
end

-- What was odd about a run's listing, by the field of the entries concerned or
-- another word for it: { field = { count =, first = words } }.
local function oddities_of(run)
  return run.oddities and json.decode(run.oddities) or {}
end

function runs:oddities()
  return oddities_of(self.current)
end

-- Counts an odd entry of the listing, or so many; durable with the page.
function runs:note_oddity(field, words, count)
  local odd = self:oddities()
  odd[field] = odd[field] or { count = 0, first = words }
  odd[field].count = odd[field].count + (count or 1)
  self.current.oddities = json.encode_compact(odd)
end

-- How many entries of the listing had no id to ask for them by.
local function count_nameless(run)
  local odd = oddities_of(run).conversationId
  return odd and odd.count or 0
end

function runs:count_nameless()
  return count_nameless(self.current)
end

-- Whether the listing of a complete run may have more by now.
local function may_grow(run)
  return run.is_final == 0 or count_nameless(run) > 0
end

-- Makes the run of that source and window current: the last one of the
-- folder when it is that, else a new one. A complete one begins its next
-- pass; one whose window was still open when it was listed, or that
-- lacks entries, is listed anew.
-- window = { from =, to =, request =, is_open = }; see window.lua. Returns the
-- run, and whether the last one of the folder was damaged.
function runs:begin_run(identity, window)
  local last = self:last_run()
  local is_damaged = self.is_run_damaged
  local is_same = last and last.identity == identity
    and last.window_from == window.from and last.window_to == window.to
  local is_over = is_same and last.state == "complete"
  if not is_same or is_over and may_grow(last) then
    return add_run(self, identity, window, last), is_damaged
  end
  self.current = last
  if last.is_stuck == 1 then
    self:set_stuck(false)
  end
  if is_over then
    self:next_pass()
  end
  return last
end

-- Makes the newest run current as it is, to read from it; nil without one.
function runs:read_last_run()
  self.current = self:last_run()
  if self.is_run_damaged then
    failure.raise("storage", "%s: what it says of its last run was damaged"
      .. " since it was written; the report lists that run again", self.path)
  end
  return self.current
end

-- Lists the current run from its first page again, as a run of its own.
function runs:restart_listing()
  local run = self.current
  return add_run(self, run.identity, { from = run.window_from,
    to = run.window_to, request = run.request,
    is_open = run.is_final == 0 }, run)
end

-- Makes the newest run current as it is stored, and forgets what was noted of
-- it and not saved.
function runs:reload_run()
  self.current = self:last_run()
end

-- Whether the run before was complete and of the same window, which the
-- current one lists again; listings of it that were begun since and left count
-- as part of that.
function runs:is_relisting()
  local run = self.current
  local past = self.db:record([[SELECT state = 'complete' AND source = ?1
    AND window_from = ?2 AND window_to = ?3 AND crc32 IS ]] .. schema.RUN_SEAL
    .. [[ AS fits FROM run WHERE id < ?4 AND NOT (state = 'listing'
      AND source = ?1 AND window_from = ?2 AND window_to = ?3)
    ORDER BY id DESC LIMIT 1]], run.source, run.window_from, run.window_to,
    run.id)
  return past ~= nil and past.fits == 1
end

-- Goes back to that run, or a listing that was left, while no page of the new
-- one has come.
function runs:return_to_complete()
  if self.current.pages == 0 and self:is_relisting() then
    self.db:write("DELETE FROM run WHERE id = ?", self.current.id)
    self:reload_run()
    self.db:commit()
  end
end

-- Writes the current run as it is now; durable after the next commit.
function runs:save_run()
  local run = self.current
  self.db:write([[UPDATE run SET state = ?, round = ?, is_stuck = ?,
    cursor = ?, pages = ?, listed = ?, repeated = ?, oddities = ?,
    listing_crc32 = ?, finished_at = ?, wait_until = ?, waits = ?,
    waited_ms = ? WHERE id = ?]], run.state, run.round, run.is_stuck,
    run.cursor, run.pages, run.listed, run.repeated, run.oddities,
    run.listing_crc32, run.finished_at, run.wait_until, run.waits,
    run.waited_ms, run.id)
  seal(self, run.id)
end

function runs:set_state(state)
  self.current.state = state
  self:save_run()
  self.db:commit()
end

-- Says whether coming back is known not to get the run to its end.
function runs:set_stuck(is_stuck)
  self.current.is_stuck = is_stuck and 1 or 0
  self:save_run()
  self.db:commit()
end

-- Begins the next pass over the run: what failed in this one is asked for
-- again, too.
function runs:next_pass()
  self:set_round((self.current.round + 1) // 2 * 2 + 1)
end

-- Begins a round; see the head of store.lua.
function runs:set_round(round)
  self.current.round = round
  self:set_state("fetching")
end

local function clear_wait(run)
  run.wait_until, run.waits, run.waited_ms = nil, 0, 0
end

-- Something came from the source: what the run finished with is no longer
-- all. It may have been under way when the service told everybody to wait;
-- only after the wait it shows that there is none any more.
function runs:note_arrival()
  local run = self.current
  local is_over = run.wait_until and time.now() >= run.wait_until
  if is_over then
    clear_wait(run)
  end
  if is_over or run.finished_at then
    run.finished_at = nil
    self:save_run()
  end
end

-- The service told the run to wait for so long; { wait_ms =, waits =,
-- waited_ms = } as an event of undertone.http has it. Of several requests the
-- one counts that has waited most. Durable at once.
function runs:save_wait(event)
  local run = self.current
  -- A second more, since the clock has no fractions.
  run.wait_until = time.now() + math.ceil(event.wait_ms / 1000) + 1
  run.waits = math.max(run.waits, event.waits)
  run.waited_ms = math.max(run.waited_ms, event.waited_ms)
  self:save_run()
  self.db:commit()
end

-- What is left of such a wait, as { ms =, waits =, waited_ms = }; nil without
-- one, or when something has come since.
function runs:wait_left()
  local run = self.current
  return run.wait_until and { waits = run.waits, waited_ms = run.waited_ms,
    ms = math.max(0, run.wait_until - time.now()) * 1000 } or nil
end

-- The run does not wait any longer; the next one begins without a wait.
function runs:forget_wait()
  if self.current.wait_until then
    clear_wait(self.current)
    self:save_run()
    self.db:commit()
  end
end

-- The listing is complete: one that is, in its order, what the run before had
-- of the same window finished when that did, until something else comes.
function runs:compare_listing()
  local run = self.current
  local past = self.db:record([[SELECT listing_crc32, finished_at FROM run
    WHERE source = ? AND window_from = ? AND window_to = ? AND id < ?
    AND state <> 'listing' ORDER BY id DESC LIMIT 1]], run.source,
    run.window_from, run.window_to, run.id)
  if past and past.listing_crc32 == run.listing_crc32 then
    run.finished_at = past.finished_at
  end
end

-- The listing is complete: notes as odd what it lacks, though an earlier one
-- of the source had it inside this window, or of this window without a time.
function runs:note_unlisted()
  local run = self.current
  local gone = self.db:record([[SELECT id, start_time, COUNT(*) OVER () AS n
    FROM conversation WHERE source = ?1 AND run <> ?2
    AND (start_time >= ?3 AND start_time < ?4 OR start_time IS NULL
      AND run IN (SELECT id FROM run WHERE source = ?1
        AND window_from = ?3 AND window_to = ?4))
    ORDER BY start_time, id LIMIT 1]], run.source, run.id, run.window_from,
    run.window_to)
  if gone then
    self:note_oddity("unlisted", http.show(gone.id) .. (gone.start_time
      and " at " .. gone.start_time or ""), gone.n)
  end
end

-- When the run finished: `now` the first time since something came for it.
function runs:finish(now)
  local run = self.current
  if not run.finished_at then
    run.finished_at = now
    self:save_run()
    self.db:commit()
  end
  return run.finished_at
end

return runs
