-- page_ledger.lua: what is there and what is missing: the ledger at the
-- head with what is to be doubted, what the opening says of it, and the
-- tables by outcome and reason.

local h = require "undertone.markup"
local keys = require "undertone.keys"
local picture = require "undertone.page_picture"
local rounded = require "undertone.rounded"
local tables = require "undertone.page_table"

local ledger = { sections = {} }

-- Statuses in reading order, with their words.
local STATUSES = {
  { "ok", "ok" }, { "empty", "empty" }, { "missing", "absent" },
  { "forbidden", "forbidden" }, { "failed", "failed" },
  { "pending", "pending" }, { "excluded", "excluded" },
  { "unscored", "unscored" }, -- a transcript, but no turn that scores
}
local MAX_WORST = 5 -- outcomes named as missing most

-- --- the head --------------------------------------------------------------

local function item(count, words, class)
  return h.div { class = class or false,
    h.dt { words }, h.dd { tables.count(count) } }
end

-- In the words of the terminal.
local function doubts_list(job)
  local items = {}
  for i, doubt in ipairs(job.doubts) do
    items[i] = h.li { doubt }
  end
  return #items > 0 and h.ul { class = "note", items }
end

function ledger.sections.ledger(job, page)
  local counts = job.store:ledger()
  local scored = counts.ok or 0
  counts.ok = scored + (counts.unscored or 0) -- "with a transcript"
  local items = { item(job.store:count(), page:say("conversations")) }
  for _, status in ipairs(STATUSES) do
    local count = counts[status[1]] or 0
    if count > 0 or status[1] == "ok" then
      items[#items + 1] = item(count, page:say(status[2]),
        status[1] ~= "ok" and "gap")
    end
  end
  table.insert(items, 3, item(scored, page:say("scored")))
  return { h.dl { class = "ledger", items }, doubts_list(job) }
end

-- --- for the opening -------------------------------------------------------

local function without_score(job)
  return job.store:count("(score IS NULL OR excluded IS NOT NULL)")
end

-- "7 with nothing said, 6 without a transcript".
local function reasons(job, page)
  local counts, parts = job.store:ledger(), {}
  for _, status in ipairs(STATUSES) do
    local count = counts[status[1]]
    if status[1] ~= "ok" and count and count > 0 then
      parts[#parts + 1] = ("%s %s"):format(tables.count(count),
        page:say(status[2]))
    end
  end
  return table.concat(parts, ", ")
end

local function nothing_missing(page, total)
  if total == 0 then
    return page:say("lacking_all")
  end
  return page:say_count("lacking_none", total, tables.count(total))
end

-- What is missing, in one sentence.
function ledger.sentence(job, page)
  local total, without = job.store:count(), without_score(job)
  if without == 0 then
    return nothing_missing(page, total)
  elseif total == 1 then
    return page:say("lead_missing_one", reasons(job, page))
  end
  return page:say("lead_missing", tables.count(without), tables.count(total),
    rounded.in_words(tables.percent(without / total)), reasons(job, page))
end

-- The outcomes that lack the largest share of their scores.
local function worst_outcomes(job)
  local list = {}
  for place, group in ipairs(job.outcomes) do
    local total = group.n + group.missing
    if group.missing > 0 then
      list[#list + 1] = { outcome = group.outcome, missing = group.missing,
        total = total, place = place, share = group.missing / total }
    end
  end
  table.sort(list, function(a, b)
    if a.share ~= b.share then
      return a.share > b.share
    end
    return a.place < b.place
  end)
  return table.move(list, 1, math.min(#list, MAX_WORST), 1, {})
end

local function worst_list(job, page)
  local items = {}
  for i, worst in ipairs(worst_outcomes(job)) do
    items[i] = h.li { page:outcome(worst.outcome),
      picture.shares({ { class = "gap", count = worst.missing },
        { class = "rest", count = worst.total - worst.missing } },
        worst.total),
      h.span { page:say("lacking_part", tables.count(worst.missing),
        tables.count(worst.total)) } }
  end
  return #items > 0 and { h.p { page:say("lacking_where") },
    h.ul { class = "dots shares", items } }
end

-- What is missing, and where.
function ledger.gaps(job, page)
  local total, without = job.store:count(), without_score(job)
  if without == 0 then
    return h.p { nothing_missing(page, total) }
  end
  return {
    h.p { class = "figure",
      h.strong { class = "big", tables.percent(without / total) },
      h.span { page:say_count("lacking_share", total,
        tables.count(total)) } },
    worst_list(job, page),
    h.p { class = "note", page:say("lacking_note") },
  }
end

-- --- the tables ------------------------------------------------------------

-- outcome -> status -> n, and how many of each status there are.
local function counts_by_outcome(rows)
  local counts, totals = {}, {}
  for _, row in ipairs(rows) do
    local status = row.status == "ok" and "scored" or row.status
    counts[row.outcome] = counts[row.outcome] or {}
    local of_outcome = counts[row.outcome]
    of_outcome[status] = (of_outcome[status] or 0) + row.n
    totals[status] = (totals[status] or 0) + row.n
  end
  return counts, totals
end

-- Those of the table of outcomes, then those only excluded ones have.
local function outcomes_in_order(job, counts)
  local list, seen = {}, {}
  for i, group in ipairs(job.outcomes) do
    list[i], seen[group.outcome] = group.outcome, true
  end
  for _, outcome in ipairs(keys.sorted(counts)) do
    if not seen[outcome] then
      list[#list + 1] = outcome
    end
  end
  return list
end

local function outcomes_table(job, page, ledger_rows)
  local counts, totals = counts_by_outcome(ledger_rows)
  local columns, present, rows = { { title = page:say("outcome") } }, {}, {}
  for _, status in ipairs { { "scored", "scored" },
    table.unpack(STATUSES) } do
    if totals[status[1]] then
      present[#present + 1] = status[1]
      columns[#columns + 1] = { title = page:say(status[2]),
        class = "number" }
    end
  end
  for i, outcome in ipairs(outcomes_in_order(job, counts)) do
    rows[i] = { page:outcome(outcome) }
    for j, status in ipairs(present) do
      rows[i][j + 1] = tables.n(counts[outcome][status] or 0)
    end
  end
  return tables.build(page, { id = "missing", columns = columns, rows = rows,
    more = "more_outcomes", caption = page:say("missing_caption") })
end

-- What has no score, the most frequent first; equal ones stay in order.
local function most_frequent_first(ledger_rows)
  local list, place = {}, {}
  for i, row in ipairs(ledger_rows) do
    if row.status ~= "ok" then
      list[#list + 1], place[row] = row, i
    end
  end
  table.sort(list, function(x, y)
    if x.n ~= y.n then
      return x.n > y.n
    end
    return place[x] < place[y]
  end)
  return list
end

local function reasons_table(page, ledger_rows)
  local words, rows = {}, {}
  for _, status in ipairs(STATUSES) do
    words[status[1]] = page:say(status[2])
  end
  for i, row in ipairs(most_frequent_first(ledger_rows)) do
    rows[i] = { words[row.status], row.reason ~= "" and row.reason,
      page:outcome(row.outcome), tables.n(row.n) }
  end
  if #rows == 0 then
    return #ledger_rows > 0 and h.p { page:say("reasons_none") }
  end
  return tables.build(page, { id = "reasons", rows = rows,
    more = "more_reasons", caption = page:say("reasons_caption"),
    columns = { { title = page:say("status") }, { title = page:say("reason") },
      { title = page:say("outcome") },
      { title = page:say("n"), class = "number" } } })
end

function ledger.sections.missing(job, page)
  local rows = job.store:ledger_rows()
  return { outcomes_table(job, page, rows), reasons_table(page, rows) }
end

return ledger
