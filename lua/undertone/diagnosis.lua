-- diagnosis.lua: what the answers for a few transcripts say about the way
-- to them. Chooses whose to ask for, sorts the answers, and says what is
-- known and what to try. Asks and prints nothing itself.

local http = require "undertone.http"
local readiness = require "undertone.readiness"

local diagnosis = {}

local SAMPLES = 5 -- transcripts that are asked for
local ENOUGH = 3 -- of these must be missing to doubt the path

local PATH = "check the setting cxone.transcript_path against your tenant's API"

-- What to try for each kind of answer, the worst first. A kind with a code is
-- a failure; the others leave open whether a report would do better.
local KINDS = {
  { name = "forbidden", code = "credentials",
    next = "give this client the scope or role that reads transcripts" },
  { name = "rejected", code = "http",
    next = PATH .. ": path, version and kind of id" },
  { name = "failing", code = "later",
    next = "the service fails at it now: try again later; if it stays, show"
      .. " its answer to whoever runs it" },
  { name = "lost", code = "network",
    next = "try again; if it stays, check firewall and https_proxy (the"
      .. " report itself waits for fetch.timeout_ms)" },
  { name = "broken", code = "http",
    next = PATH .. ": what comes is no transcript" },
  { name = "astray", code = "http",
    next = "the path is probably wrong: check the setting"
      .. " cxone.transcript_path" },
  { name = "missing", next = PATH .. ", or ask for more: --days 30" },
  { name = "young", next = "theirs may still come: ask for older ones, with"
    .. " --days 7 or --from and --to" },
  { name = "pending", next = "ask again later, or for more: --days 30" },
  { name = "empty", next = "the path is right; ask for more: --days 30" },
}

local LOST = { network = true, timeout = true }

local function kind_of_failure(result)
  local http_status = result.http_status or 0
  if LOST[result.code] then
    return "lost"
  elseif http.is_passing(http_status) then
    return "failing"
  end
  return http_status >= 400 and "rejected" or "broken"
end

local function kind_of(result, is_young)
  if result.status == "failed" then
    return kind_of_failure(result)
  elseif result.status == "missing" and is_young then
    return "young"
  end
  return result.status
end

local Diagnosis = {}
Diagnosis.__index = Diagnosis

-- A diagnosis at the time `now`; conversations that ended less than
-- young_hours before are young.
function diagnosis.new(young_hours, now)
  return setmetatable({ young_hours = young_hours, now = now, total = 0,
    kinds = {}, groups = {} }, Diagnosis)
end

local function is_young(self, conversation)
  return readiness.is_young(conversation, self.young_hours, self.now)
end

-- The conversations to ask for: the newest that are no longer young, whose
-- transcripts are the most likely to be there; else young ones.
function Diagnosis:samples(conversations)
  local chosen = {}
  for _, wanted in ipairs { false, true } do
    for i = #conversations, 1, -1 do
      if #chosen < SAMPLES and is_young(self, conversations[i]) == wanted then
        chosen[#chosen + 1] = conversations[i]
      end
    end
  end
  return chosen
end

-- Gaps alike are counted together; the first one's detail stands for them.
local function add_gap(self, why, detail)
  local group = self.groups[why]
  if not group then
    group = { count = 0, text = detail or why }
    self.groups[why], self.groups[#self.groups + 1] = group, group
  end
  group.count = group.count + 1
end

-- One more answer.
function Diagnosis:add(conversation, result)
  local kind = kind_of(result, is_young(self, conversation))
  self.total = self.total + 1
  self.kinds[kind] = (self.kinds[kind] or 0) + 1
  local why = result.reason or result.status
  if kind == "ok" then
    self.example = self.example or conversation.id
  elseif kind == "young" then
    add_gap(self, ("%s and less than %g h old"):format(why, self.young_hours))
  else
    add_gap(self, why, result.detail)
  end
end

local function gaps_text(self)
  local parts = {}
  for i, group in ipairs(self.groups) do
    parts[i] = ("%d × %s"):format(group.count, group.text)
  end
  return table.concat(parts, "; ")
end

-- When nearly all that should be there are missing, the path is in doubt.
local function kinds_found(self)
  local kinds = self.kinds
  local missing = kinds.missing or 0
  if missing >= ENOUGH and missing + (kinds.young or 0) == self.total then
    return { astray = missing }
  end
  return kinds
end

-- What is known, what to try next (nil: nothing), and the code of the failure
-- (nil: none that is certain).
function Diagnosis:verdict()
  local gaps = gaps_text(self)
  if self.example then
    return ("%d of %d are there, such as that of %s%s"):format(self.kinds.ok,
      self.total, http.show(self.example), gaps == "" and "" or "; " .. gaps)
  end
  local found, advice, code = kinds_found(self), {}, nil
  for _, kind in ipairs(KINDS) do
    if found[kind.name] then
      advice[#advice + 1] = kind.next
      code = code or kind.code
    end
  end
  return ("none of %d is there: %s"):format(self.total, gaps),
    table.concat(advice, "\n        → "), code
end

return diagnosis
