-- store_results.lua: what the analysis keeps in the store, and the ledger.
-- Methods of undertone.store's objects, apart from it for size only. Each
-- write is durable after the next commit.

local results = {}

-- The one status of a row in the ledger, so that they add up: a filter's word
-- goes first, and "unscored" is a transcript without a turn that scores.
local STATUS = [[CASE WHEN excluded IS NOT NULL THEN 'excluded'
  WHEN status = 'ok' AND score IS NULL THEN 'unscored' ELSE status END]]

-- Forgets all that settings, filters and outcome maps had a say in.
function results:clear_results()
  self.db:write([[UPDATE conversation SET excluded = NULL, outcome = NULL,
    score = NULL, label = NULL, customer = NULL, agent = NULL, whole = NULL,
    trend = NULL, compound = NULL, topic = NULL WHERE run = ?]],
    self.current.id)
  self.db:commit()
end

function results:exclude(conversation, reason)
  self.db:write("UPDATE conversation SET excluded = ? WHERE key = ?", reason,
    conversation.key)
end

function results:save_outcome(conversation, outcome)
  self.db:write("UPDATE conversation SET outcome = ? WHERE key = ?", outcome,
    conversation.key)
end

-- sentiment = { score, label, customer, agent, whole, trend, compound };
-- turns carry their compound.
function results:save_sentiment(conversation, sentiment)
  self.db:write([[UPDATE conversation SET score = ?, label = ?, customer = ?,
    agent = ?, whole = ?, trend = ?, compound = ? WHERE key = ?]],
    sentiment.score, sentiment.label, sentiment.customer, sentiment.agent,
    sentiment.whole, sentiment.trend, sentiment.compound, conversation.key)
  for position, turn in ipairs(conversation.turns) do
    self.db:write("UPDATE turn SET compound = ? WHERE conversation = ?"
      .. " AND position = ?", turn.compound, conversation.key, position)
  end
end

function results:save_topic(key, topic)
  self.db:write("UPDATE conversation SET topic = ? WHERE key = ?", topic, key)
end

-- How many conversations have each status: { ok = 2043, missing = 55, … };
-- after the analysis, as all that follow. Those that are ok have a score.
function results:ledger()
  local counts = {}
  for _, row in ipairs(self:query("SELECT " .. STATUS .. " AS status,"
    .. " COUNT(*) AS n FROM conversation WHERE run = ? GROUP BY 1")) do
    counts[row.status] = row.n
  end
  return counts
end

-- The same for each outcome: { Success = { ok = 730, missing = 20 }, … }.
function results:ledger_by_outcome()
  local counts = {}
  for _, row in ipairs(self:query("SELECT outcome, " .. STATUS
    .. " AS status, COUNT(*) AS n FROM conversation WHERE run = ?"
    .. " AND outcome IS NOT NULL GROUP BY 1, 2")) do
    counts[row.outcome] = counts[row.outcome] or {}
    counts[row.outcome][row.status] = row.n
  end
  return counts
end

-- The reasons behind each status but ok, as { status, reason, n }: the most
-- frequent first.
function results:reasons()
  return self:query("SELECT * FROM (SELECT " .. STATUS .. " AS status,"
    .. " COALESCE(excluded, reason, '') AS reason, COUNT(*) AS n"
    .. " FROM conversation WHERE run = ? GROUP BY 1, 2)"
    .. " WHERE status <> 'ok' ORDER BY 1, 3 DESC, 2")
end

-- Every status and reason of each outcome, as { outcome, status, reason, n }.
function results:ledger_rows()
  return self:query("SELECT COALESCE(outcome, '') AS outcome, " .. STATUS
    .. " AS status, COALESCE(excluded, reason, '') AS reason,"
    .. " COUNT(*) AS n FROM conversation WHERE run = ? GROUP BY 1, 2, 3"
    .. " ORDER BY 1, 2, 4 DESC, 3")
end

return results
