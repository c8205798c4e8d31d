-- table_columns.lua: the columns of the tidy tables, with their dictionary.
-- Each is { name =, type =, unit =, meaning =, value = function(row) }. A
-- type is text, integer, number, boolean or time (ISO 8601, UTC); an empty
-- cell means that there is no such value.

local columns = require "undertone.columns"

local table_columns = {}

local SCORE = "from -1 to 1" -- no sheet takes that for a formula

-- The value is the row's field of that name unless a function makes it.
local function column(name, kind, unit, meaning, value)
  return { name = name, type = kind, unit = unit, meaning = meaning,
    value = value or function(row) return row[name] end }
end

local function text(name, meaning)
  return column(name, "text", "", meaning)
end

local function conversations(name, meaning, value)
  return column(name, "integer", "conversations", meaning, value)
end

local function score(name, meaning)
  return column(name, "number", SCORE, meaning, function(row)
    return columns.score(row[name])
  end)
end

-- A number without a unit.
local function statistic(name, meaning)
  return column(name, "number", "", meaning)
end

-- A column that the one CSV has, too.
local function shared(name, kind, unit, meaning)
  return column(name, kind, unit, meaning, columns.value(name))
end

-- A score of a conversation with every digit, so that the tests can be made
-- again; the one CSV rounds it.
local function whole(name, unit, meaning, field)
  return column(name, "number", unit, meaning, function(conversation)
    return conversation.sentiment[field]
  end)
end

local function of_turn(name, kind, unit, meaning, field)
  return column(name, kind, unit, meaning, function(row)
    return row.turn[field or name]
  end)
end

table_columns.conversations = {
  shared("conversation_id", "text", "", "key of the table"),
  shared("start_time", "time", "", "when the conversation began"),
  shared("duration_seconds", "number", "s", "how long it took"),
  shared("channel", "text", "", "as the service names it"),
  shared("disposition", "text", "", "as the service names it"),
  shared("outcome", "text", "", "key into outcomes: the disposition by the"
    .. " settings' map"),
  shared("transcript_status", "text", "", "ok, empty, missing, forbidden,"
    .. " failed, pending or excluded"),
  shared("reason", "text", "", "why there is no transcript, or what left the"
    .. " conversation out"),
  shared("attempts", "integer", "requests", "tries to fetch the transcript"),
  shared("turns", "integer", "turns", "turns of the transcript"),
  whole("sentiment_score", SCORE, "sentiment of the turns that count"
    .. " (sentiment.speaker, sentiment.aggregate), with every digit",
    "score"),
  shared("sentiment_label", "text", "", "negative, neutral or positive"),
  whole("customer_score", SCORE, "the same of the customer's turns",
    "customer"),
  whole("agent_score", SCORE, "the same of the agent's turns", "agent"),
  whole("whole_score", SCORE, "the same of all turns", "whole"),
  whole("trend", "from -2 to 2", "mean of the last third of"
    .. " the speaker's turns (sentiment.speaker) minus that of the first;"
    .. " empty with fewer than sentiment.trend_min_turns",
    "trend"),
  whole("transcript_compound", SCORE, "VADER's compound of the transcript as"
    .. " one text; near 1 or -1 for long ones", "compound"),
  shared("topic_cluster", "integer", "", "key into topics"),
}

table_columns.turns = {
  text("conversation_id", "key into conversations"),
  column("position", "integer", "", "1 is the first; with conversation_id"
    .. " the key of the table"),
  of_turn("speaker", "text", "", "customer, agent, system or other"),
  of_turn("seconds", "number", "s", "since the first turn", "at"),
  of_turn("compound", "number", SCORE, "VADER's compound of the turn"),
  of_turn("text", "text", "", "what was said"),
}

table_columns.topics = {
  column("topic_cluster", "integer", "", "key of the table"),
  text("topic_label", "name by its terms or by the settings"),
  conversations("conversations", "in the topic"),
  conversations("scored", "of these with a sentiment score"),
  score("q1", "first quartile of their scores"),
  score("median", "median of their scores"),
  score("q3", "third quartile of their scores"),
  text("terms", "what sets it apart, the strongest first"),
  text("example", "a turn that is typical of it"),
}

table_columns.outcomes = {
  text("outcome", "key of the table"),
  conversations("scored", "with a sentiment score"),
  conversations("without_score", "without one, filtered ones not counted; the"
    .. " sum of the six columns that follow"),
  conversations("unscored", "transcript without a word of the speaker that"
    .. " counts"),
  conversations("empty", "transcript without a turn"),
  conversations("missing", "no transcript"),
  conversations("forbidden", "access denied"),
  conversations("failed", "download failed"),
  conversations("pending", "not ready yet"),
  score("mean", "mean score"),
  score("mean_low", "lower end of its 95 % interval (BCa bootstrap,"
    .. " expanded for small n); empty where is_few or all are equal"),
  score("mean_high", "upper end of its interval"),
  score("q1", "first quartile of the scores"),
  score("median", "median score"),
  score("q3", "third quartile of the scores"),
  column("is_few", "boolean", "", "fewer scores than relate.min_n: described,"
    .. " not tested"),
}

table_columns.tests = {
  text("question", "outcomes: do scores differ; pair: does a differ from b;"
    .. " labels, topics: do outcomes depend on them; topic: is a unlike all"
    .. " others; duration: do scores go with it"),
  text("a", "first of a pair, or the topic"),
  text("b", "second of a pair"),
  text("method", "the test"),
  conversations("n", "tested, both sides of a comparison together"),
  conversations("n_a", "of these those of a"),
  statistic("statistic", "H, U, F, z, chi squared or rho; z is below 0"
    .. " when a ranks lower than b, U counts how often a scores above b"),
  column("df", "integer", "", "degrees of freedom"),
  statistic("df2", "those of the denominator of F"),
  statistic("p", "p-value"),
  statistic("p_adjusted", "for several comparisons: Holm among pairs,"
    .. " Benjamini-Hochberg among topics"),
  statistic("effect", "size of the effect"),
  text("effect_name", "what the effect is: eta squared (of the ranks, without"
    .. " what chance adds), chance that a scores below b, Cramer's V, rho"),
  statistic("effect_low", "lower end of its 95 % interval, not adjusted for"
    .. " several comparisons"),
  statistic("effect_high", "upper end of that interval"),
  statistic("epsilon2", "of outcomes: epsilon squared, H / (n - 1), the share"
    .. " of the spread in ranks between outcomes"),
  statistic("epsilon_low", "lower end of its 95 % interval: that of eta"
    .. " squared on the scale of epsilon squared"),
  statistic("epsilon_high", "upper end of that interval"),
  column("delta", "number", SCORE, "Cliff's delta of a pair: twice the chance"
    .. " minus 1"),
}

table_columns.cells = {
  text("question", "labels or topics: as in tests"),
  text("row", "the label, or the topic's topic_label"),
  text("column", "key into outcomes; with question and row the key of the"
    .. " table"),
  conversations("n", "in the cell"),
  column("expected", "number", "conversations", "in the cell if rows and"
    .. " outcomes were unrelated; empty where relate.min_n leaves the outcome"
    .. " out of the test"),
  statistic("residual", "adjusted (Haberman): normal with mean 0 and variance"
    .. " 1 if unrelated; for each cell alone, not for many at once"),
}

table_columns.ledger = {
  text("outcome", "key into outcomes, which leaves out those of excluded"
    .. " conversations only"),
  text("status", "as transcript_status in conversations, but unscored: a"
    .. " transcript without a word of the speaker that counts"),
  text("reason", "why, in words"),
  conversations("conversations", "of this outcome with this status and"
    .. " reason", function(row) return row.n end),
}

return table_columns
