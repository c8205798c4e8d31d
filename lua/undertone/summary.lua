-- summary.lua: what the run says at its end, as text on stdout.

local figures = require "undertone.figures"
local plural = require "undertone.plural"
local rounded = require "undertone.rounded"
local sheets = require "undertone.sheets"

local summary = {}

local thousands = plural.thousands

local STATUS_ORDER = { "ok", "unscored", "empty", "missing", "forbidden",
  "failed", "pending", "excluded" }
local STATUS_TEXT = {
  ok = "with a transcript and a score",
  unscored = "with a transcript, but no turn that counts",
  empty = "empty: nobody said anything", missing = "no transcript",
  forbidden = "access denied",
  failed = "download failed", pending = "not ready yet",
  excluded = "left out by filters",
}
local MAX_REASONS = 5 -- shown of each status
local MAX_OUTCOMES = 20
local MAX_SENTENCES = 4

local function add(lines, format, ...)
  lines[#lines + 1] = format:format(...)
end

-- What kept the download from its end comes before all numbers.
local function add_shortfall(lines, job)
  if job.shortfall then
    add(lines, "INCOMPLETE: %s", job.shortfall.message)
    local left = job.store:count("asked = 0 AND excluded IS NULL"
      .. " AND status IN ('pending', 'forbidden', 'failed')")
    add(lines, "  %7s  %s not asked for yet; the next run goes on",
      thousands(left), plural.noun(left, "conversation"))
  end
end

-- The reasons behind one status, the most frequent first.
local function add_reasons(lines, reasons, status)
  local shown, others = 0, 0
  for _, row in ipairs(reasons) do
    if row.status == status and row.reason ~= "" then
      shown = shown + 1
      if shown <= MAX_REASONS then
        add(lines, "          %7s  %s", thousands(row.n), row.reason)
      else
        others = others + row.n
      end
    end
  end
  if others > 0 then
    add(lines, "          %7s  other reasons, see the CSV",
      thousands(others))
  end
end

local function add_ledger(lines, job)
  local ledger, reasons = job.store:ledger(), job.store:reasons()
  add(lines, "Conversations from %s to %s: %s", job.window.from,
    job.window.to, thousands(job.store:count()))
  add(lines, "Source: %s", job.source.label)
  for _, warning in ipairs(job.warnings) do
    add(lines, "Note: %s", warning)
  end
  for _, status in ipairs(STATUS_ORDER) do
    if ledger[status] then
      add(lines, "  %7s  %-10s %s", thousands(ledger[status]), status,
        STATUS_TEXT[status])
      add_reasons(lines, reasons, status)
    end
  end
end

-- ": 15 missing, 5 empty" for what of an outcome could not be scored.
local function unscored_text(ledger)
  local parts = {}
  for _, status in ipairs(STATUS_ORDER) do
    if status ~= "ok" and ledger[status] then
      parts[#parts + 1] = thousands(ledger[status]) .. " " .. status
    end
  end
  return #parts > 0 and ": " .. table.concat(parts, ", ") or ""
end

local function add_outcomes(lines, job)
  local ledgers = job.store:ledger_by_outcome()
  if #job.outcomes == 0 then
    return
  end
  add(lines, "")
  add(lines, "Mean sentiment by outcome (n scored, without a score)")
  for i = 1, math.min(#job.outcomes, MAX_OUTCOMES) do
    local group = job.outcomes[i]
    add(lines, "  %-12s %7s  n = %s%s", group.outcome,
      group.mean and rounded.signed(group.mean, 3) or "-", thousands(group.n),
      group.missing > 0 and (", %s without a score%s"):format(
        thousands(group.missing),
        unscored_text(ledgers[group.outcome] or {})) or "")
  end
  if #job.outcomes > MAX_OUTCOMES then
    add(lines, "  and %d more", #job.outcomes - MAX_OUTCOMES)
  end
end

-- The first sentences of what was found; the page has them all.
local function add_relations(lines, job)
  add(lines, "")
  for i, sentence in ipairs(job.relations.sentences) do
    if i <= MAX_SENTENCES then
      add(lines, "%s", sentence)
    end
  end
end

-- A topic's terms, behind the name that the user gave it.
local function topic_text(topic)
  local terms = table.concat(topic.terms, ", ")
  if terms == "" then
    return topic.name
  elseif terms:sub(1, #topic.name) == topic.name then
    return terms
  end
  return topic.name .. ": " .. terms
end

local function add_topics(lines, job)
  add(lines, "")
  add(lines, "Topics")
  for _, topic in ipairs(job.topics.list) do
    add(lines, "  %d  %6s  %s", topic.id, thousands(topic.size),
      topic_text(topic))
  end
  if job.topics.note then
    add(lines, "  %s", job.topics.note)
  end
end

local NOTES = {
  { "neutralised", "cell", "kept from running as a formula by a leading '" },
  { "cut", "cell", "cut, too long for a sheet" },
  { "replaced", "invalid byte", "of text replaced" },
  { "removed", "control character", "left out" },
}

-- What is not in the CSV as it came.
local function add_notes(lines, job)
  local notes = sheets.notes(job)
  for _, entry in ipairs(NOTES) do
    local n = notes[entry[1]]
    if n > 0 then
      add(lines, "  %7s  %s %s", thousands(n), plural.noun(n, entry[2]),
        entry[3])
    end
  end
end

local function add_files(lines, job)
  add(lines, "")
  add(lines, "Written")
  add(lines, "  %s", job.csv_path)
  for _, path in ipairs(figures.paths(job.figure_list)) do
    add(lines, "  %s", path)
  end
  if job.tables_folder then
    add(lines, "  %s/", job.tables_folder)
  end
  add(lines, "  %s", job.manifest_path)
  add_notes(lines, job)
  add(lines, "")
  add(lines, "The report: %s", job.page_path)
end

-- The ledger, the outcomes, the topics and the files of a finished job.
function summary.text(job)
  local lines = {}
  add_shortfall(lines, job)
  add_ledger(lines, job)
  if job.store:count() > 0 then
    add_outcomes(lines, job)
    add_relations(lines, job)
    add_topics(lines, job)
  elseif not job.shortfall then
    add(lines, "No conversation starts in this window; --from and --to choose"
      .. " another.")
  end
  add_files(lines, job)
  return table.concat(lines, "\n")
end

return summary
