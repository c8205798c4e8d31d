-- relate_words.lua: what undertone.relate found, in plain sentences.
--
-- The size of an effect comes before its p-value. "No evidence" is said when
-- a test finds nothing; "evidence of no difference that matters" only when
-- every interval lies within the bound that the options call negligible.

local bidi = require "undertone.bidi"
local names = require "undertone.names"
local number = require "undertone.number"
local plural = require "undertone.plural"
local rounded = require "undertone.rounded"

local words = {}

local MAX_PAIRS = 10 -- in words; tables have them all
local MAX_FEW = 5    -- outcomes named as too small
local MAX_NAME = 60  -- characters of a name
local STANDS_OUT = 2 -- an adjusted residual beyond it tells which cell is odd

local function p_text(p)
  if p < 0.001 then
    return "p\u{A0}<\u{A0}0.001"
  end
  return "p\u{A0}=\u{A0}" .. number.fixed(p, 3)
end

-- "61", "less than 1", "more than 99"
local function hundredths(share)
  return rounded.in_words(rounded.hundredths(share))
end

local function quoted(name)
  return ("\u{201C}%s\u{201D}"):format(
    bidi.isolate(names.fit({ name }, MAX_NAME)[1]))
end

-- "an escalated", or a "Callback" in quotes where the user gave no word.
local function worded(outcome, options)
  local own = options.words[outcome]
  if own then
    return bidi.isolate(own)
  end
  local article = outcome:find("^[AEIOUaeiou]") and "an" or "a"
  return article .. " " .. quoted(outcome)
end

local function capitalised(text)
  return (text:gsub("^%l", string.upper))
end

-- "an escalated call scores below a resolved one 61 times in 100"
local function pair_clause(pair, options)
  return ("%s %s scores below %s one %s times in 100"):format(
    worded(pair.a, options), options.noun, worded(pair.b, options),
    hundredths(pair.chance))
end

local function pair_sentence(pair, options)
  return ("%s (interval %s to %s, %s)."):format(
    capitalised(pair_clause(pair, options)), hundredths(pair.low),
    hundredths(pair.high), p_text(pair.adjusted))
end

-- True when no pair's interval reaches a difference that would matter.
local function is_equivalent(result)
  local bound = (result.options.negligible + 1) / 2
  for _, pair in ipairs(result.pairs) do
    if pair.high > bound or pair.low < 1 - bound then
      return false
    end
  end
  return #result.pairs > 0
end

local function alpha(result)
  return 1 - result.options.level
end

local function outcomes_differ(result)
  return result.test.p ~= nil and result.test.p <= alpha(result)
end

-- " (interval 5 to 44 %)" or nothing where there is none.
local function eta_interval(test)
  return test.low and (" (interval %s to %s\u{A0}%%)"):format(
    hundredths(test.low), hundredths(test.high)) or ""
end

local function overall_sentence(result)
  local test = result.test
  if test.reason then
    return ("Too few to say whether outcomes differ: that needs two outcomes "
      .. "with at least %d scores each."):format(result.options.min_n)
  end
  if test.is_constant then
    return ("All %s scores are equal, so outcomes do not differ in them.")
      :format(plural.thousands(test.n))
  end
  if is_equivalent(result) then
    return "There is evidence that outcomes do not differ in sentiment by "
      .. "as much as would matter."
  end
  if not outcomes_differ(result) then
    return ("There is no evidence that sentiment differs between outcomes "
      .. "(%s); a difference may still exist."):format(p_text(test.p))
  end
  return ("Sentiment differs between outcomes: the outcome accounts for "
    .. "%s\u{A0}%% of the spread in ranks%s, a %s effect (%s)."):format(
    hundredths(test.eta2), eta_interval(test), test.reading, p_text(test.p))
end

-- The clear pairs, surest difference first: by the near end of the interval,
-- so that a handful of cases does not come before hundreds. Equal ones stay
-- in order. None where no pair differs by as much as would matter or the
-- outcomes together do not; a pair's p-value and its interval must agree.
local function clear_pairs(result)
  local clear, place = {}, {}
  if is_equivalent(result) or not outcomes_differ(result) then
    return clear
  end
  for i, pair in ipairs(result.pairs) do
    if pair.adjusted <= alpha(result) and pair.low > 0.5 then
      clear[#clear + 1], place[pair] = pair, i
    end
  end
  table.sort(clear, function(x, y)
    if x.low ~= y.low then
      return x.low > y.low
    end
    return place[x] < place[y]
  end)
  return clear
end

local function pair_sentences(result, say)
  local clear = clear_pairs(result)
  for i = 1, math.min(#clear, MAX_PAIRS) do
    say(pair_sentence(clear[i], result.options))
  end
  local more = #clear - MAX_PAIRS
  if more > 0 then
    say(("%s more %s of outcomes %s."):format(plural.thousands(more),
      plural.noun(more, "pair"), more == 1 and "differs" or "differ"))
  end
end

-- "Too few to say anything of “Callback” (3 scored), “Other” (1) and 4 more
-- outcomes: 8 scores are needed."
local function few_sentence(result, say)
  local named, few = {}, 0
  for _, row in ipairs(result.outcomes) do
    if row.is_few and row.n > 0 then
      few = few + 1
      named[few] = few <= MAX_FEW and ("%s (%d%s)"):format(
        quoted(row.outcome), row.n, few == 1 and " scored" or "") or nil
    end
  end
  if few == 0 then
    return
  end
  if few > MAX_FEW then
    named[MAX_FEW + 1] = plural.count(few - MAX_FEW, "more outcome")
  end
  local last = table.remove(named)
  say(("Too few to say anything of %s: %d scores are needed."):format(
    #named > 0 and table.concat(named, ", ") .. " and " .. last or last,
    result.options.min_n))
end

local function too_few(cross, what, say)
  if cross and cross.is_few then
    say(("Too few to say whether %s and outcomes are related."):format(what))
  end
end

local function label_sentence(result, say)
  local labels = result.labels
  too_few(labels, "labels", say)
  if not labels or not labels.p then
    return
  end
  if labels.p > alpha(result) then
    say(("There is no evidence that labels and outcomes are related (%s).")
      :format(p_text(labels.p)))
  else
    say(("Labels and outcomes are related (Cram\u{E9}r’s V %s, %s).")
      :format(rounded.fixed(labels.v or 0, 2), p_text(labels.p)))
  end
end

-- How a topic ends unlike the others: the outcome that departs most from what
-- is expected, in either direction, or none where no single one stands out.
local function how_unlike(row, columns)
  local most, residual = nil, 0
  for j, other in ipairs(row.residuals) do
    if other and math.abs(other) > math.max(math.abs(residual), STANDS_OUT) then
      most, residual = j, other
    end
  end
  if not most then
    return "has other outcomes than other topics do"
  end
  return ("ends as %s %s often than other topics do"):format(
    quoted(columns[most]), residual > 0 and "more" or "less")
end

local function topic_sentences(result, say)
  local topics = result.topics
  too_few(topics and topics.table, "topics", say)
  if not topics or topics.tested == 0 then
    return
  end
  local found = 0
  for _, row in ipairs(topics.list) do
    if row.adjusted and row.adjusted <= alpha(result) then
      found = found + 1
      say(("%s %s (n = %s, V %s, %s)."):format(
        quoted(row.name), how_unlike(row, topics.table.columns),
        plural.thousands(row.n),
        rounded.fixed(row.v or 0, 2), p_text(row.adjusted)))
    end
  end
  if found == 0 then
    say(("No topic has outcomes clearly unlike the rest (%d tested).")
      :format(topics.tested))
  end
end

local function duration_sentence(result, say)
  local duration = result.duration
  if not duration or not duration.p then
    return
  end
  if duration.p > alpha(result) then
    say(("There is no evidence that longer %ss score otherwise than short "
      .. "ones (%s)."):format(result.options.noun, p_text(duration.p)))
  else
    local interval = duration.low and (", interval %s to %s"):format(
      rounded.fixed(duration.low, 2), rounded.fixed(duration.high, 2)) or ""
    say(("Longer %ss score %s (Spearman’s rho %s%s, %s)."):format(
      result.options.noun, duration.rho < 0 and "lower" or "higher",
      rounded.fixed(duration.rho, 2), interval, p_text(duration.p)))
  end
end

-- Said early, before anyone reads a p.
local function large_sentence(result, say)
  if (result.test.n or 0) >= result.options.large_n then
    say(("With %s %ss even a tiny difference gives a small p: read the sizes.")
      :format(plural.thousands(result.test.n), result.options.noun))
  end
end

-- The surest difference between two outcomes as a clause, or nil if no pair
-- is clear.
function words.surest(result)
  local pair = clear_pairs(result)[1]
  return pair and pair_clause(pair, result.options)
end

function words.sentences(result)
  local list = {}
  local function say(sentence)
    list[#list + 1] = sentence
  end
  say(overall_sentence(result))
  large_sentence(result, say)
  pair_sentences(result, say)
  few_sentence(result, say)
  label_sentence(result, say)
  topic_sentences(result, say)
  duration_sentence(result, say)
  return list
end

return words
