-- page_opening.lua: what the page says first: in three sentences, then in
-- three cards, how people felt, which outcomes differ, what is missing.

local bidi = require "undertone.bidi"
local h = require "undertone.markup"
local ledger = require "undertone.page_ledger"
local picture = require "undertone.page_picture"
local relate = require "undertone.relate"
local rounded = require "undertone.rounded"
local stats = require "undertone.stats"
local tables = require "undertone.page_table"

local opening = { sections = {} }

local LABELS = { "negative", "neutral", "positive" }
local MAX_DOTS = 6      -- outcomes drawn in the opening
local MAX_SENTENCES = 3 -- findings told there; the others stand with tests

-- --- how they felt ---------------------------------------------------------

-- { n =, mean =, scores =, trends =, negative =, neutral =, positive = } of
-- the scored conversations; not all of them have a trend.
local function feelings(job)
  local felt = { scores = {}, trends = {}, negative = 0, neutral = 0,
    positive = 0 }
  for i, row in ipairs(job.store:query [[SELECT score, label, trend
      FROM conversation WHERE run = ? AND score IS NOT NULL
      AND excluded IS NULL ORDER BY position]]) do
    felt.scores[i] = row.score
    felt.trends[#felt.trends + 1] = row.trend
    felt[row.label] = felt[row.label] + 1
  end
  felt.n = #felt.scores
  felt.mean = felt.n > 0 and stats.mean(felt.scores)
  return felt
end

local function felt_sentence(job, page, felt)
  if felt.n == 0 then
    return page:say("felt_none")
  end
  if felt.n == 1 then
    return page:say("lead_one", tables.fixed(felt.mean, 2, true))
  end
  local function share(label)
    return rounded.in_words(tables.percent(felt[label] / felt.n))
  end
  return page:say("lead_" .. job.settings.sentiment.speaker,
    share("positive"), share("neutral"), share("negative"),
    tables.count(felt.n), tables.fixed(felt.mean, 2, true))
end

local function share_legend(page, felt)
  local items = {}
  for i, label in ipairs(LABELS) do
    items[i] = h.li { class = label, page:say(label), " ",
      h.strong { tables.percent(felt[label] / felt.n) } }
  end
  return h.ul { class = "legend", items }
end

-- "+0.05", "+0.29" of an interval's ends.
local function ends(interval)
  return tables.fixed(interval.low, 2, true),
    tables.fixed(interval.high, 2, true)
end

local function interval_text(job, page, scores)
  local interval = relate.mean_interval(scores, job.settings.relate)
  return interval.low
    and { h.br {}, page:say("felt_interval", ends(interval)) } or ""
end

-- "68 conversations with at least 4 customer turns": who has a trend.
local function long_enough(job, page, count)
  local sentiment = job.settings.sentiment
  return page:say_count("long_" .. sentiment.speaker, count,
    tables.count(count), tables.count(sentiment.trend_min_turns))
end

-- Whether scores rise within a conversation, as far as the interval of their
-- mean change tells; nothing where no conversation is long enough.
local function trend_text(job, page, trends)
  if #trends == 0 then
    return false
  end
  local long = long_enough(job, page, #trends)
  local interval = relate.mean_interval(trends, job.settings.relate)
  if not interval.low then
    return h.p { page:say("felt_few", long) }
  end
  local mean = stats.mean(trends)
  local low, high = ends(interval)
  if interval.low <= 0 and interval.high >= 0
    or not tables.fixed(mean, 2):find("[1-9]") then
    return h.p { page:say("felt_level", tables.fixed(mean, 2, true), low, high,
      long) }
  end
  return h.p { page:say(mean > 0 and "felt_rose" or "felt_fell",
    tables.fixed(math.abs(mean), 2), low, high, long) }
end

local function felt_card(job, page, felt)
  if felt.n == 0 then
    return h.p { page:say("felt_none") }
  end
  local parts = {}
  for i, label in ipairs(LABELS) do
    parts[i] = { class = label, count = felt[label] }
  end
  return {
    h.p { class = "figure",
      h.strong { class = "big", tables.fixed(felt.mean, 2, true) },
      h.span { page:say("felt_mean"), interval_text(job, page, felt.scores) } },
    picture.shares(parts, felt.n), share_legend(page, felt),
    trend_text(job, page, felt.trends),
  }
end

-- --- which outcomes differ -------------------------------------------------

-- The lowest and the highest mean of outcomes with enough scores.
local function extremes(outcomes)
  local lowest, highest
  for _, row in ipairs(outcomes) do
    if row.mean and not row.is_few then
      lowest = (not lowest or row.mean < lowest.mean) and row or lowest
      highest = (not highest or row.mean > highest.mean) and row or highest
    end
  end
  return lowest, highest
end

local function differ_sentence(job, page)
  local surest = job.relations.surest
  local lowest, highest = extremes(job.relations.outcomes)
  if not surest or not lowest then
    return job.relations.sentences[1]
  end
  return page:say("lead_differ", tables.fixed(lowest.mean, 2, true),
    bidi.isolate(page:called(lowest.outcome)),
    tables.fixed(highest.mean, 2, true),
    bidi.isolate(page:called(highest.outcome)), surest)
end

local function mean_text(page, row)
  if not row.low then
    return page:say(row.is_few and "dot_few" or "dot_equal",
      tables.fixed(row.mean, 2, true), tables.count(row.n))
  end
  return page:say("dot", tables.fixed(row.mean, 2, true),
    tables.fixed(row.low, 2, true), tables.fixed(row.high, 2, true))
end

-- An outcome by its name, short where it is long, and as the sentences call
-- it; the whole name is its title.
local function outcome_name(job, page, outcome)
  local words = job.settings.relate.words[outcome]
  local called = words and page:say("dot_called", words)
  return h.bdi { title = called and outcome .. " " .. called or outcome,
    page:called(outcome), called and h.small { called } or false }
end

-- Outcomes with a mean, as many as fit.
local function dots(job, page)
  local rows, more = {}, 0
  local reach = picture.reach(job.relations.outcomes)
  for _, row in ipairs(job.relations.outcomes) do
    if row.mean and #rows < MAX_DOTS then
      rows[#rows + 1] = h.li { outcome_name(job, page, row.outcome),
        picture.dot(row, reach), h.span { mean_text(page, row) } }
    elseif row.mean then
      more = more + 1
    end
  end
  return { #rows > 0 and h.ul { class = "dots", rows },
    more > 0 and h.p { class = "note",
      page:say_count("differ_other", more, tables.count(more)) } }
end

local function differ_card(job, page)
  local sentences, told = job.relations.sentences, {}
  for i = 1, math.min(#sentences, MAX_SENTENCES) do
    told[i] = h.p { sentences[i] }
  end
  local more = #sentences - #told
  return { told, dots(job, page), more > 0 and page:has("tests")
    and h.p { class = "note", h.a { href = page:link("tests"),
      page:say("differ_more", tables.count(more), page:title("tests")) } } }
end

-- --- together --------------------------------------------------------------

local function card(title, content)
  return h.article { h.h3 { title }, content }
end

function opening.sections.findings(job, page)
  local felt = feelings(job)
  return {
    h.div { class = "lead", h.p { felt_sentence(job, page, felt) },
      h.p { differ_sentence(job, page) }, h.p { ledger.sentence(job, page) } },
    h.div { class = "cards",
      card(page:say("felt_" .. job.settings.sentiment.speaker),
        felt_card(job, page, felt)),
      card(page:say("differ"), differ_card(job, page)),
      card(page:say("lacking"), ledger.gaps(job, page)) },
  }
end

return opening
