-- page_opening.lua: what the page says first: the ledger, and in short how
-- people felt, which outcomes differ, what is missing.

local bidi = require "undertone.bidi"
local h = require "undertone.markup"
local relate = require "undertone.relate"
local stats = require "undertone.stats"
local tables = require "undertone.page_table"

local opening = {}

-- Statuses in reading order, with their words.
local STATUSES = {
  { "ok", "ok" }, { "empty", "empty" }, { "missing", "absent" },
  { "forbidden", "forbidden" }, { "failed", "failed" },
  { "pending", "pending" }, { "excluded", "excluded" },
  { "unscored", "unscored" }, -- a transcript, but no turn that scores
}
local LABELS = { "negative", "neutral", "positive" }
local MAX_DOTS = 6       -- outcomes drawn in the opening
local MAX_SENTENCES = 3  -- findings told there; the others stand with tests
local MAX_WORST = 3      -- outcomes named as missing most
local MIN_SHARE = 0.05   -- of an outcome, to be named so

opening.statuses = STATUSES

-- --- ledger ----------------------------------------------------------------

local function ledger_item(count, words, class)
  return h.div { class = class or false,
    h.dt { words }, h.dd { tables.count(count) } }
end

function opening.ledger(job, page)
  local ledger = job.store:ledger()
  local scored = ledger.ok or 0
  ledger.ok = scored + (ledger.unscored or 0) -- "with a transcript"
  local items = {
    ledger_item(job.store:count(), page:say("conversations")) }
  for _, status in ipairs(STATUSES) do
    local count = ledger[status[1]] or 0
    if count > 0 or status[1] == "ok" then
      items[#items + 1] = ledger_item(count, page:say(status[2]),
        status[1] ~= "ok" and "gap")
    end
  end
  table.insert(items, 3, ledger_item(scored, page:say("scored")))
  return h.dl { class = "ledger", items }
end

-- --- how they felt ---------------------------------------------------------

local function scores_and_labels(job)
  local scores, counts = {}, { negative = 0, neutral = 0, positive = 0 }
  for i, row in ipairs(job.store:query [[SELECT score, label
      FROM conversation WHERE run = ? AND score IS NOT NULL
      AND excluded IS NULL ORDER BY position]]) do
    scores[i] = row.score
    counts[row.label] = counts[row.label] + 1
  end
  return scores, counts
end

-- The shares of the labels as one bar, 1000 units wide.
local function share_bar(counts, n)
  local parts, x = {}, 0
  for _, label in ipairs(LABELS) do
    local width = counts[label] * 1000 // n
    parts[#parts + 1] = h.rect { x = x, y = 0, width = width, height = 10,
      class = label }
    x = x + width
  end
  return h.svg { class = "bar", viewBox = "0 0 1000 10",
    preserveAspectRatio = "none", ["aria-hidden"] = "true", parts }
end

local function share_legend(page, counts, n)
  local items = {}
  for i, label in ipairs(LABELS) do
    items[i] = h.li { class = label, page:say(label), " ",
      h.strong { tables.percent(counts[label] / n) } }
  end
  return h.ul { class = "legend", items }
end

local function interval_text(job, page, scores)
  local interval = relate.mean_interval(scores, job.settings.relate)
  return interval.low and { h.br {}, page:say("felt_interval",
    tables.fixed(interval.low, 2, true), tables.fixed(interval.high, 2, true))
  }
end

local function mean_trend(job, page)
  local row = job.store:query([[SELECT AVG(trend) AS trend FROM conversation
    WHERE run = ? AND excluded IS NULL]])[1]
  return row.trend and h.p { page:say("felt_trend",
    tables.fixed(row.trend, 2, true)) } or false
end

local function felt(job, page)
  local scores, counts = scores_and_labels(job)
  local n = #scores
  if n == 0 then
    return h.p { page:say("felt_none") }
  end
  local function part(label)
    return tables.percent(counts[label] / n)
  end
  return {
    h.p { class = "figure", h.strong { class = "big",
      tables.fixed(stats.mean(scores), 2, true) },
      h.span { page:say("felt_mean"),
        interval_text(job, page, scores) or "" } },
    share_bar(counts, n), share_legend(page, counts, n),
    h.p { page:say("felt", tables.count(n), part("negative"),
      part("neutral"), part("positive")) },
    mean_trend(job, page),
  }
end

-- --- which outcomes differ -------------------------------------------------

local DOT_WIDTH = 200 -- units of the picture

-- How far from 0 the line reaches: to the farthest end, in quarters.
local function reach_of(rows)
  local farthest = 0.25
  for _, row in ipairs(rows) do
    farthest = math.max(farthest, math.abs(row.mean or 0),
      math.abs(row.low or 0), math.abs(row.high or 0))
  end
  return math.min(1, math.ceil(farthest * 4) / 4)
end

-- A mean with its interval on a line from -reach to reach.
local function dot(row, reach)
  local function at(score)
    return (score / reach + 1) / 2 * DOT_WIDTH
  end
  local interval = row.low and h.line { class = "interval", x1 = at(row.low),
    x2 = at(row.high), y1 = 8, y2 = 8 }
  return h.svg { class = "dot", viewBox = ("0 0 %d 16"):format(DOT_WIDTH),
    ["aria-hidden"] = "true",
    h.line { class = "axis", x1 = 0, x2 = DOT_WIDTH, y1 = 8, y2 = 8 },
    h.line { class = "axis", x1 = at(0), x2 = at(0), y1 = 2, y2 = 14 },
    interval or "", h.circle { cx = at(row.mean), cy = 8, r = 4 } }
end

opening.dot, opening.reach = dot, reach_of

local function mean_text(page, row)
  if not row.low then
    return page:say("dot_few", tables.fixed(row.mean, 2, true),
      tables.count(row.n))
  end
  return page:say("dot", tables.fixed(row.mean, 2, true),
    tables.fixed(row.low, 2, true), tables.fixed(row.high, 2, true))
end

-- An outcome by its name and as the sentences call it. The whole name is
-- its title, as a narrow card cuts it.
local function outcome_name(job, page, outcome)
  local words = job.settings.relate.words[outcome]
  local called = words and page:say("dot_called", words)
  return h.bdi { title = called and outcome .. " " .. called or outcome,
    outcome, called and h.small { called } or false }
end

-- Outcomes with a mean, as many as fit.
local function dots(job, page)
  local rows, more = {}, 0
  local reach = reach_of(job.relations.outcomes)
  for _, row in ipairs(job.relations.outcomes) do
    if row.mean and #rows < MAX_DOTS then
      rows[#rows + 1] = h.li { outcome_name(job, page, row.outcome),
        dot(row, reach), h.span { mean_text(page, row) } }
    elseif row.mean then
      more = more + 1
    end
  end
  return { #rows > 0 and h.ul { class = "dots", rows },
    more > 0 and h.p { class = "note",
      page:say("differ_other", tables.count(more)) } }
end

local function differ(job, page)
  local sentences, told = job.relations.sentences, {}
  for i = 1, math.min(#sentences, MAX_SENTENCES) do
    told[i] = h.p { sentences[i] }
  end
  local more = #sentences - #told
  return { told, dots(job, page), more > 0 and page:has("tests")
    and h.p { class = "note", h.a { href = page:link("tests"),
      page:say("differ_more", tables.count(more), page:title("tests")) } } }
end

-- --- what is missing -------------------------------------------------------

local function reasons(job, page)
  local ledger, parts = job.store:ledger(), {}
  for _, status in ipairs(STATUSES) do
    local count = ledger[status[1]]
    if status[1] ~= "ok" and count and count > 0 then
      parts[#parts + 1] = ("%s %s"):format(tables.count(count),
        page:say(status[2]))
    end
  end
  return #parts > 0 and page:say("lacking_why", table.concat(parts, ", "))
end

-- The outcomes that lack the largest share of their scores.
local function worst_outcomes(job, page)
  local list = {}
  for place, group in ipairs(job.outcomes) do
    local total = group.n + group.missing
    if group.missing > 0 and group.missing / total >= MIN_SHARE then
      list[#list + 1] = { group = group, total = total, place = place,
        share = group.missing / total }
    end
  end
  table.sort(list, function(a, b)
    if a.share ~= b.share then
      return a.share > b.share
    end
    return a.place < b.place
  end)
  local parts = {}
  for i = 1, math.min(#list, MAX_WORST) do
    local group = list[i].group
    parts[i] = page:say("lacking_part", bidi.isolate(group.outcome),
      tables.count(group.missing), tables.count(list[i].total))
  end
  return #parts > 0 and page:say("lacking_where", table.concat(parts, ", "))
end

local function lacking(job, page)
  local total = job.store:count()
  local without = job.store:count(
    "(score IS NULL OR excluded IS NOT NULL)")
  if without == 0 then
    return h.p { page:say("lacking_none", tables.count(total)) }
  end
  local why, where = reasons(job, page), worst_outcomes(job, page)
  return {
    h.p { class = "figure",
      h.strong { class = "big", tables.percent(without / total) },
      h.span { page:say("lacking_share", tables.count(total)) } },
    why and h.p { why }, where and h.p { where },
    h.p { class = "note", page:say("lacking_note") },
  }
end

local function card(title, content)
  return h.article { h.h3 { title }, content }
end

function opening.findings(job, page)
  local speaker = job.settings.sentiment.speaker
  return h.div { class = "cards",
    card(page:say("felt_" .. speaker), felt(job, page)),
    card(page:say("differ"), differ(job, page)),
    card(page:say("lacking"), lacking(job, page)) }
end

return opening
