-- export.lua: the CSV for BI and the manifest run.json.

local columns = require "undertone.columns"
local failure = require "undertone.failure"
local figures = require "undertone.figures"
local file = require "undertone.file"
local json = require "undertone.json"
local relations = require "undertone.relations"
local sheets = require "undertone.sheets"
local time = require "undertone.time"
local topics = require "undertone.topics"

local export = {}

local MANIFEST_NAME = "run.json"

-- The columns of the settings' layout, checked.
function export.columns(settings)
  return columns.from_layout(settings.layout)
end

-- One row per conversation of the run, in listing order.
function export.write_csv(job)
  local path = job.settings.out .. "/" .. job.settings.layout.csv_name
  local sheet <close> = sheets.create(job, path, columns.header(job.columns))
  local names = topics.names(job.topics)
  for conversation in job.store:conversations { turns = true } do
    if conversation.topic then
      conversation.topic.label = names[conversation.topic.id]
    end
    sheet:row(columns.cells(job.columns, conversation))
  end
  sheet:finish()
  job.csv_path = path
end

local function outcome_rows(job)
  local rows, ledgers = {}, job.store:ledger_by_outcome()
  for i, group in ipairs(job.outcomes) do
    rows[i] = { outcome = group.outcome, n = group.n,
      missing = group.missing, mean_score = group.mean,
      ledger = ledgers[group.outcome] }
  end
  return rows
end

local function topic_rows(list)
  local rows = {}
  for i, topic in ipairs(list) do
    rows[i] = { id = topic.id, name = topic.name, size = topic.size,
      terms = topic.terms, examples = topic.examples }
  end
  return rows
end

local function reason_rows(store)
  local rows = {}
  for i, row in ipairs(store:reasons()) do
    rows[i] = { status = row.status, reason = row.reason, n = row.n }
  end
  return rows
end

-- A run that is made again from what is here finished when it did before.
local function finish_time(job)
  local now = time.format(time.now())
  return job.shortfall and now or job.store:finish(now)
end

-- What the run was and what came of it. The only output with a clock in it.
function export.write_manifest(job)
  local manifest = {
    finished_at = finish_time(job),
    source = job.source.label,
    window = { from = job.window.from, to = job.window.to },
    shortfall = job.shortfall and job.shortfall.message,
    conversations = job.store:count(),
    ledger = job.store:ledger(),
    warnings = job.warnings,
    reasons = reason_rows(job.store),
    outcomes = outcome_rows(job),
    relations = relations.manifest(job.relations),
    cells_changed = sheets.notes(job),
    topics = topic_rows(job.topics.list),
    files = { csv = job.csv_path, page = job.page_path,
      figures = figures.paths(job.figure_list), sheets = sheets.paths(job),
      store = job.store.path },
  }
  job.manifest_path = job.settings.out .. "/" .. MANIFEST_NAME
  failure.check(file.write(job.manifest_path, json.encode(manifest) .. "\n"))
end

return export
