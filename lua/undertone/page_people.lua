-- page_people.lua: the sections in which people are quoted: topics with
-- typical turns, and the conversations that went worst and best. Nothing is
-- quoted, and that is said, when the layout's page.excerpts is false.

local h = require "undertone.markup"
local tables = require "undertone.page_table"

local people = { sections = {} }

local MAX_FILTERED = 12 -- outcomes that the filter offers
local MAX_CHARACTERS = 600 -- of a quoted turn

-- The first characters of a long turn, its end marked.
local function shortened(text)
  local length = utf8.len(text)
  if not length or length <= MAX_CHARACTERS then
    return #text <= 4 * MAX_CHARACTERS and text
      or text:sub(1, 4 * MAX_CHARACTERS) .. " …"
  end
  return text:sub(1, utf8.offset(text, MAX_CHARACTERS + 1) - 1) .. " …"
end

local function silence(page)
  return not page.layout.excerpts
    and h.p { class = "note", page:say("excerpts_off") }
end

-- --- topics ----------------------------------------------------------------

local function terms_list(page, topic)
  local items = {}
  for i, term in ipairs(topic.terms) do
    items[i] = h.li { dir = "auto", term }
  end
  return #items > 0 and h.ul { class = "terms",
    ["aria-label"] = page:say("topic_terms"), items }
end

local function examples(page, topic)
  local quotes = {}
  for i, example in ipairs(topic.examples or {}) do
    quotes[i] = h.blockquote { h.p { dir = "auto", shortened(example.text) },
      h.footer { h.cite { dir = "auto", example.id } } }
  end
  return #quotes > 0 and { h.h4 { page:say("topic_examples") }, quotes }
end

function people.sections.topics(job, page)
  local total, cards = 0, {}
  for _, topic in ipairs(job.topics.list) do
    total = total + topic.size
  end
  for i, topic in ipairs(job.topics.list) do
    cards[i] = h.article { h.h3 { dir = "auto", topic.name },
      h.p { page:say_count("topic_size", topic.size, tables.count(topic.size),
        tables.percent(topic.size / total)) },
      terms_list(page, topic), examples(page, topic) }
  end
  return {
    job.topics.note and h.p { class = "note", job.topics.note } or false,
    silence(page),
    #cards > 0 and h.div { class = "topics", cards }
      or h.p { page:say("topics_none") },
  }
end

-- --- conversations ---------------------------------------------------------

-- The run's conversations by an SQL order: the first `most` of all, and the
-- first `most` of each outcome for the filter.
local function ranked(job, order, condition, most)
  return job.store:query(([[
    SELECT * FROM (SELECT *,
      ROW_NUMBER() OVER (ORDER BY %s, position) AS place,
      ROW_NUMBER() OVER (PARTITION BY outcome ORDER BY %s, position)
        AS place_in FROM conversation
      WHERE run = ? AND excluded IS NULL AND %s)
    WHERE place <= %d OR place_in <= %d ORDER BY place]])
    :format(order, order, condition, most, most))
end

-- The lowest turn of whoever makes the score.
local function worst_turn(job, key)
  local speaker = job.settings.sentiment.speaker
  local worst
  for _, turn in ipairs(job.store:conversation(key).turns or {}) do
    if turn.compound and (speaker == "all" or turn.speaker == speaker)
      and (not worst or turn.compound < worst.compound) then
      worst = turn
    end
  end
  return worst
end

local function conversation_row(job, page, row, most)
  local worst = worst_turn(job, row.key)
  local is_top = row.place <= most
  local cells = { row.id, tables.minute(row.start_time),
    page:outcome(row.outcome), tables.score(row.score),
    tables.score(row.trend),
    worst and tables.score(worst.compound) or false,
    group = row.outcome, is_top = is_top, is_hidden = not is_top }
  if page.layout.excerpts then
    cells[7] = worst and h.q { dir = "auto", shortened(worst.text) } or false
  end
  return cells
end

local function columns(page)
  local list = {
    { title = page:say("conversation") },
    { title = page:say("start"), class = "time" },
    { title = page:say("outcome") },
    { title = page:say("score"), class = "number" },
    { title = page:say("change"), class = "number" },
    { title = page:say("worst_score"), class = "number" },
  }
  if page.layout.excerpts then
    list[7] = { title = page:say("worst"), class = "quote" }
  end
  return list
end

-- The outcomes that the filter offers, as a list and as a set.
local function offered(job)
  local list, set = {}, {}
  for i = 1, math.min(#job.outcomes, MAX_FILTERED) do
    local group = job.outcomes[i]
    if group.n > 0 then
      list[#list + 1], set[group.outcome] = group.outcome, true
    end
  end
  return list, set
end

-- A choice of outcome, for a script to show; nothing to choose from one.
local function filter(page, id, outcomes)
  local options = { h.option { value = "", page:say("filter_all") } }
  for i, outcome in ipairs(outcomes) do
    options[i + 1] = h.option { value = outcome, page:called(outcome) }
  end
  return #outcomes > 1 and h.p { class = "filter", hidden = true,
    h.label { page:say("filter"), " ", h.select {
      ["data-table"] = id .. "-table", options } }, " ",
    h.span { role = "status", ["data-words"] = page:say("filter_status"),
      ["data-none"] = page:say(id .. "_filtered_none") } }
end

local function section(job, page, spec)
  local most, rows = page.layout.conversations, {}
  local outcomes, is_offered = offered(job)
  for _, row in ipairs(ranked(job, spec.order, spec.condition, most)) do
    if row.place <= most or is_offered[row.outcome] then
      rows[#rows + 1] = conversation_row(job, page, row, most)
    end
  end
  if #rows == 0 then
    return h.p { page:say("conversations_none") }
  end
  return { silence(page), filter(page, spec.id, outcomes),
    tables.build(page, { id = spec.id, most = #rows, rows = rows,
      columns = columns(page), caption = page:say(spec.id .. "_caption") }) }
end

function people.sections.negative(job, page)
  return section(job, page, { id = "negative", order = "score",
    condition = "score < 0" })
end

function people.sections.improved(job, page)
  return section(job, page, { id = "improved", order = "trend DESC",
    condition = "trend > 0" })
end

return people
