-- store_runs.lua: the run that a store is at and how far it has come.
-- Methods of undertone.store's objects, apart from it for size only. The
-- current run is the store's `current`, a record of the table `run`; whoever
-- changes it saves it.

local failure = require "undertone.failure"
local schema = require "undertone.store_schema"

local runs = {}

-- The newest run of the folder, with its source's identity, or nil. One that
-- is not what was written counts as none, and the store's `is_run_damaged`
-- is then true; older ones do not stand in for it.
function runs:last_run()
  local last = self.db:record("SELECT *, (SELECT identity FROM source"
    .. " WHERE source.id = run.source) AS identity, sha256 IS "
    .. schema.RUN_SEAL .. " AS is_whole FROM run ORDER BY id DESC LIMIT 1")
  self.is_run_damaged = last ~= nil and last.is_whole == 0
  return not self.is_run_damaged and last or nil
end

local function seal(self, id)
  self.db:write("UPDATE run SET sha256 = " .. schema.RUN_SEAL
    .. " WHERE id = ?", id)
end

local function add_run(self, identity, window)
  self.db:write("INSERT INTO source(identity) VALUES (?)"
    .. " ON CONFLICT DO NOTHING", identity)
  self.db:write([[
    INSERT INTO run(source, window_from, window_to, request, state, is_final)
    VALUES ((SELECT id FROM source WHERE identity = ?), ?, ?, ?, 'listing', ?)
    ]], identity, window.from, window.to, window.request, not window.is_open)
  seal(self, self.db:record("SELECT MAX(id) AS id FROM run").id)
  self.db:commit()
  return self:last_run()
end

-- Makes the run of that source and window current: the last one of the
-- folder when it is that, else a new one. A complete one begins its next
-- pass; one whose window had not ended when it was listed is listed anew.
-- window = { from =, to =, request =, is_open = }; see window.lua.
function runs:begin_run(identity, window)
  local last = self:last_run()
  local is_same = last and last.identity == identity
    and last.window_from == window.from and last.window_to == window.to
  local is_over = is_same and last.state == "complete"
  if not is_same or is_over and last.is_final == 0 then
    last = add_run(self, identity, window)
  end
  self.current = last
  if is_over and last.state == "complete" then
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
  self.current = add_run(self, run.identity, { from = run.window_from,
    to = run.window_to, request = run.request,
    is_open = run.is_final == 0 })
  return self.current
end

-- Writes the current run as it is now; durable after the next commit.
function runs:save_run()
  local run = self.current
  self.db:write([[UPDATE run SET state = ?, round = ?, cursor = ?, pages = ?,
    listed = ?, finished_at = ?, wait_until = ?, waits = ?, waited_ms = ?
    WHERE id = ?]], run.state, run.round, run.cursor, run.pages, run.listed,
    run.finished_at, run.wait_until, run.waits, run.waited_ms, run.id)
  seal(self, run.id)
end

function runs:set_state(state)
  self.current.state = state
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

-- Something came from the source: what the run finished with is no longer
-- all, and it has not been told to wait since.
function runs:note_arrival()
  local run = self.current
  if run.finished_at or run.wait_until then
    run.finished_at, run.wait_until = nil, nil
    run.waits, run.waited_ms = 0, 0
    self:save_run()
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
