-- table_rows.lua: the rows of the tidy tables that are not one conversation
-- or one turn: topics, outcomes, tests, cells, ledger. Fields are named as in
-- undertone.table_columns.

local relations = require "undertone.relations"
local stats = require "undertone.stats"

local table_rows = {}

local REASONS = { "unscored", "empty", "missing", "forbidden", "failed",
  "pending" }

function table_rows.topics(job)
  local rows, scores_of = {}, relations.scores_by_topic(job.store)
  for i, topic in ipairs(job.topics.list) do
    local scores = scores_of[topic.id] or {}
    local example = topic.examples and topic.examples[1]
    rows[i] = { topic_cluster = topic.id, topic_label = topic.name,
      conversations = topic.size, scored = #scores,
      terms = table.concat(topic.terms, ", "),
      example = example and example.text }
    if #scores > 0 then
      rows[i].q1 = stats.quantile(scores, 0.25)
      rows[i].median = stats.quantile(scores, 0.5)
      rows[i].q3 = stats.quantile(scores, 0.75)
    end
  end
  return rows
end

function table_rows.outcomes(job)
  local rows = {}
  for i, found in ipairs(job.relations.outcomes) do
    local group = job.outcomes[i]
    rows[i] = { outcome = found.outcome, scored = found.n,
      without_score = group.missing, mean = found.mean, mean_low = found.low,
      mean_high = found.high, q1 = found.q1, median = found.median,
      q3 = found.q3, is_few = found.is_few }
    for _, reason in ipairs(REASONS) do
      rows[i][reason] = group.reasons[reason] or 0
    end
  end
  return rows
end

-- --- tests -----------------------------------------------------------------

local function add_overall(rows, test)
  if test.reason then
    return
  end
  local is_two = test.method == "mann_whitney" -- U is that of the pair
  rows[#rows + 1] = { question = "outcomes", n = test.n, p = test.p,
    method = is_two and "Mann-Whitney" or "Kruskal-Wallis",
    statistic = not is_two and test.h or nil,
    df = not is_two and test.df or nil,
    effect = test.eta2, effect_name = "eta squared",
    effect_low = test.low, effect_high = test.high,
    epsilon2 = test.epsilon2, epsilon_low = test.epsilon_low,
    epsilon_high = test.epsilon_high }
  local welch = test.welch
  if welch.p then
    rows[#rows + 1] = { question = "outcomes", n = test.n,
      method = "Welch's analysis of variance", statistic = welch.f,
      df = math.tointeger(welch.df1), df2 = welch.df2, p = welch.p }
  end
end

local function add_pairs(rows, result)
  local is_two = result.test.method == "mann_whitney"
  for _, pair in ipairs(result.pairs) do
    rows[#rows + 1] = { question = "pair", a = pair.a, b = pair.b,
      method = is_two and "Mann-Whitney" or "Dunn", n = pair.n_a + pair.n_b,
      statistic = is_two and pair.u or pair.z, p = pair.p,
      p_adjusted = pair.adjusted, effect = pair.chance,
      effect_name = "chance that a scores below b", effect_low = pair.low,
      effect_high = pair.high, n_a = pair.n_a, delta = pair.delta }
  end
end

local CHI2 = { chi2 = "chi squared", monte_carlo = "chi squared, Monte Carlo" }

local function add_cross(rows, question, cross)
  if cross and cross.p then
    rows[#rows + 1] = { question = question, method = CHI2[cross.method],
      n = math.tointeger(cross.n), statistic = cross.chi2,
      df = math.tointeger(cross.df), p = cross.p, effect = cross.v,
      effect_name = "Cramer's V" }
  end
end

local function add_topics(rows, topics)
  add_cross(rows, "topics", topics and topics.table)
  for _, topic in ipairs(topics and topics.list or {}) do
    if topic.p then
      rows[#rows + 1] = { question = "topic", a = topic.name, n_a = topic.n,
        n = math.tointeger(topic.tested), statistic = topic.chi2,
        df = math.tointeger(topic.df), method = CHI2[topic.method],
        p = topic.p,
        p_adjusted = topic.adjusted, effect = topic.v,
        effect_name = "Cramer's V" }
    end
  end
end

local function add_duration(rows, duration)
  if duration and duration.p then
    rows[#rows + 1] = { question = "duration", method = "Spearman",
      n = duration.n, statistic = duration.rho, p = duration.p,
      effect = duration.rho, effect_name = "rho", effect_low = duration.low,
      effect_high = duration.high }
  end
end

-- Every test that was made, in the order of undertone.relate's sentences.
function table_rows.tests(job)
  local rows, result = {}, job.relations
  add_overall(rows, result.test)
  add_pairs(rows, result)
  add_cross(rows, "labels", result.labels)
  add_topics(rows, result.topics)
  add_duration(rows, result.duration)
  return rows
end

-- --- cells -----------------------------------------------------------------

local function add_cells(rows, question, cross)
  for i, name in ipairs(cross and cross.rows or {}) do
    for j, outcome in ipairs(cross.columns) do
      local is_tested = cross.p and cross.residuals[i][j]
      rows[#rows + 1] = { question = question, row = name, column = outcome,
        n = cross.counts[i][j],
        expected = is_tested and cross.expected[i][j] or nil,
        residual = is_tested or nil }
    end
  end
end

-- Every cell of labels by outcome and of topics by outcome.
function table_rows.cells(job)
  local rows, topics = {}, job.relations.topics
  add_cells(rows, "labels", job.relations.labels)
  add_cells(rows, "topics", topics and topics.table)
  return rows
end

-- Adds up to the conversations of the run.
function table_rows.ledger(job)
  return job.store:ledger_rows()
end

return table_rows
