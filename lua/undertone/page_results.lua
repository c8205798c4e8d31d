-- page_results.lua: the sections that hold what undertone.relate found, as
-- tables: outcomes, pairs, labels, topics by outcome, tests.

local h = require "undertone.markup"
local picture = require "undertone.page_picture"
local rounded = require "undertone.rounded"
local tables = require "undertone.page_table"

local results = { sections = {} }

local NUMBER = "number"
local CLEAR = 2 -- adjusted residuals beyond this are marked

local function columns(page, ...)
  local list = {}
  for i, key in ipairs { ... } do
    list[i] = { title = page:say(key), class = i > 1 and NUMBER }
  end
  return list
end

-- --- outcomes and pairs ----------------------------------------------------

local function without_interval(row, page)
  if row.n == 0 then
    return false
  end
  return page:say(row.is_few and "few" or "all_equal")
end

local function outcome_row(row, page, reach)
  local interval = row.low and { tables.score(row.low),
    tables.score(row.high) } or { without_interval(row, page), false }
  return { page:outcome(row.outcome), tables.n(row.n), tables.n(row.missing),
    tables.score(row.median), tables.score(row.q1), tables.score(row.q3),
    tables.score(row.mean), interval[1], interval[2],
    row.mean and picture.dot(row, reach) or false }
end

-- How many resamples the intervals took: "9,999", or least and most; nil
-- where there is none.
local function resamples_text(outcomes)
  local least, most = math.huge, 0
  for _, row in ipairs(outcomes) do
    least = math.min(least, row.resamples or least)
    most = math.max(most, row.resamples or 0)
  end
  if least >= most then
    return most > 0 and tables.count(most) or nil
  end
  return ("%s to %s"):format(tables.count(least), tables.count(most))
end

function results.sections.outcomes(job, page)
  local rows, reach = {}, picture.reach(job.relations.outcomes)
  for i, row in ipairs(job.relations.outcomes) do
    rows[i] = outcome_row(row, page, reach)
  end
  local heads = columns(page, "outcome", "n", "missing", "median", "q1", "q3",
    "mean", "low", "high")
  heads[#heads + 1] = { class = "drawn", title = page:say("dots",
    tables.fixed(-reach, 2, true), tables.fixed(reach, 2, true)) }
  local resamples = resamples_text(job.relations.outcomes)
  local caption = resamples and page:say("outcomes_caption", resamples)
    or page:say("outcomes_caption_few")
  return tables.build(page, { id = "outcomes", rows = rows,
    more = "more_outcomes", caption = caption, columns = heads })
end

local function hundred(chance)
  return tables.cell(chance, rounded.hundredths(chance))
end

-- The surest difference first, by the near end of the interval; equal ones
-- stay in order.
local function surest_first(list)
  local ordered, place = {}, {}
  for i, pair in ipairs(list) do
    ordered[i], place[pair] = pair, i
  end
  table.sort(ordered, function(x, y)
    if x.low ~= y.low then
      return x.low > y.low
    end
    return place[x] < place[y]
  end)
  return ordered
end

function results.sections.pairs(job, page)
  if #job.relations.pairs == 0 then
    return h.p { page:say("pairs_none") }
  end
  local rows = {}
  for i, pair in ipairs(surest_first(job.relations.pairs)) do
    rows[i] = { page:outcome(pair.a), page:outcome(pair.b),
      hundred(pair.chance), hundred(pair.low), hundred(pair.high),
      tables.score(pair.delta), tables.p_cell(pair.p),
      tables.p_cell(pair.adjusted) }
  end
  local heads = columns(page, "lower", "higher", "chance", "low", "high",
    "delta", "p", "adjusted")
  heads[2].class = false
  return tables.build(page, { id = "pairs", rows = rows, columns = heads,
    more = "more_pairs", caption = page:say("pairs_caption") })
end

-- --- labels and topics -----------------------------------------------------

local function row_total(counts)
  local total = 0
  for _, count in ipairs(counts) do
    total = total + count
  end
  return total
end

local function cross_columns(page, first, cross, ...)
  local list = columns(page, first, "total", ...)
  for _, name in ipairs(cross.columns) do
    list[#list + 1] = { title = page:outcome(name), class = NUMBER }
  end
  return list
end

-- "+2.3", with a mark where the row's or the table's test is clear.
local function mark(cell, residual, is_clear)
  local is_more = is_clear and residual > CLEAR
  local is_fewer = is_clear and residual < -CLEAR
  cell.class = is_more and "more" or is_fewer and "fewer" or nil
  return (is_more and "▲ " or is_fewer and "▼ " or "")
    .. tables.fixed(residual, 1, true)
end

local function is_clear(p, relations)
  return p ~= nil and p <= 1 - relations.options.level
end

local function share_cell(count, share, residual, is_marked)
  if not share.share then
    return tables.n(count)
  end
  local cell = tables.cell(count, ("%s · %s"):format(tables.count(count),
    tables.percent(share.share)))
  cell.detail = ("%s to %s"):format(rounded.hundredths(share.low),
    rounded.hundredths(share.high))
  if residual then
    cell.detail = cell.detail .. " · " .. mark(cell, residual, is_marked)
  end
  return cell
end

function results.sections.labels(job, page)
  local cross = job.relations.labels
  if not cross then
    return h.p { page:say("cross_none") }
  end
  local rows, is_marked = {}, is_clear(cross.p, job.relations)
  for i, name in ipairs(cross.rows) do
    rows[i] = { page:say(name), tables.n(row_total(cross.counts[i])) }
    for j, count in ipairs(cross.counts[i]) do
      rows[i][j + 2] = share_cell(count, cross.shares[i][j],
        cross.p and cross.residuals[i][j], is_marked)
    end
  end
  return tables.build(page, { id = "labels", rows = rows,
    caption = page:say("labels_caption"),
    columns = cross_columns(page, "label", cross) })
end

local function residual_cell(count, share, residual, is_marked)
  local text = tables.count(count)
  if share then
    text = ("%s · %s"):format(text, tables.percent(share))
  end
  local cell = tables.cell(count, text)
  if not residual then
    return cell
  end
  cell.detail = mark(cell, residual, is_marked)
  return cell
end

local function topic_row(row, i, cross, is_marked)
  local cells = { row.name, tables.n(row.n), tables.p_cell(row.adjusted),
    tables.cell(row.v, row.v and tables.fixed(row.v, 2)) }
  for j, count in ipairs(cross.counts[i]) do
    cells[j + 4] = residual_cell(count, cross.shares[i][j].share,
      row.residuals and row.residuals[j], is_marked)
  end
  return cells
end

function results.sections.topic_outcomes(job, page)
  local topics = job.relations.topics
  if not topics then
    return h.p { page:say("cross_none") }
  end
  local rows = {}
  for i, row in ipairs(topics.list) do
    rows[i] = topic_row(row, i, topics.table,
      is_clear(row.adjusted, job.relations))
  end
  return tables.build(page, { id = "topic_outcomes", rows = rows,
    caption = page:say("topic_outcomes_caption"),
    columns = cross_columns(page, "topic", topics.table, "adjusted_topics",
      "effect_v") })
end

-- --- tests -----------------------------------------------------------------

local function with_df(name, value, df)
  return ("%s = %s (%s)"):format(name, tables.fixed(value, 2), df)
end

-- "ρ = 0.20 (0.10 to 0.29)"
local function with_interval(name, decimals, value, low, high)
  local text = ("%s = %s"):format(name, tables.fixed(value, decimals))
  return low and ("%s (%s to %s)"):format(text, tables.fixed(low, decimals),
    tables.fixed(high, decimals)) or text
end

-- U is that of the pair, as in tests.csv.
local function overall_statistic(test, pair)
  if test.method == "mann_whitney" then
    return ("U = %s"):format(tables.fixed(pair.u, 1))
  end
  return with_df("H", test.h, tables.fixed(test.df, 0))
end

local function add_overall(rows, page, test, pair)
  if not test.p then
    return
  end
  rows[#rows + 1] = { page:say("question_outcomes"),
    page:say("method_" .. test.method), tables.n(test.n),
    overall_statistic(test, pair), tables.p_cell(test.p),
    ("%s, %s"):format(
      with_interval("ε²", 3, test.epsilon2, test.epsilon_low,
        test.epsilon_high),
      with_interval("η²", 3, test.eta2, test.low, test.high)) }
  local welch = test.welch
  if welch and welch.p then
    rows[#rows + 1] = { page:say("question_means"), page:say("method_welch"),
      tables.n(test.n), with_df("F", welch.f, ("%s, %s"):format(
        tables.fixed(welch.df1, 0), tables.fixed(welch.df2, 1))),
      tables.p_cell(welch.p), false }
  end
end

local function add_cross(rows, page, question, cross)
  if cross and cross.p then
    rows[#rows + 1] = { page:say(question),
      page:say("method_" .. cross.method, tables.count(cross.resamples or 0)),
      tables.n(cross.n),
      with_df("χ²", cross.chi2,
        tables.fixed(cross.df, 0)), tables.p_cell(cross.p),
      cross.v and ("V = %s"):format(tables.fixed(cross.v, 3)) or false }
  end
end

local function add_duration(rows, page, duration)
  if duration and duration.p then
    rows[#rows + 1] = { page:say("question_duration"),
      page:say("method_spearman"), tables.n(duration.n), false,
      tables.p_cell(duration.p),
      with_interval("ρ", 2, duration.rho, duration.low, duration.high) }
  end
end

local function sentence_list(sentences)
  local items = {}
  for i, sentence in ipairs(sentences) do
    items[i] = h.li { sentence }
  end
  return h.ul { items }
end

function results.sections.tests(job, page)
  local relations, rows = job.relations, {}
  add_overall(rows, page, relations.test, relations.pairs[1])
  add_cross(rows, page, "question_labels", relations.labels)
  add_cross(rows, page, "question_topics",
    relations.topics and relations.topics.table)
  add_duration(rows, page, relations.duration)
  local heads = columns(page, "question", "method", "n", "statistic", "p",
    "effect")
  heads[2].class, heads[4].class, heads[6].class = false, false, false
  return { sentence_list(relations.sentences),
    #rows > 0 and tables.build(page, { id = "tests", rows = rows,
      is_plain = true, caption = page:say("tests_caption"),
      columns = heads }) }
end

return results
