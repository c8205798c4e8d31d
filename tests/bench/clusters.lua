-- clusters.lua: how fast tfidf.fit and kmeans.fit are on growing corpora,
-- beside scikit-learn where /usr/bin/python3 can import it.
-- usage: undertone tests/bench/clusters.lua [--large] [CLEAN_TXT_GZ]
-- The file holds one cleaned document per line. --large adds 100 times the
-- file for tfidf. Times are medians of five in this process, on all cores.

local cjson = require "cjson"
local kmeans = require "undertone.kmeans"
local system = require "undertone.system"
local tfidf = require "undertone.tfidf"

local RUNS = 5
local OPTIONS = { max_features = 500, min_df = 2, max_df = 0.95 }

local is_large = arg[1] == "--large"
local path = arg[is_large and 2 or 1]
  or "../shared/oracle/nlp_dev/clean.txt.gz"

local function median(list)
  table.sort(list)
  return list[(#list + 1) // 2]
end

local function measure(body)
  local times = {}
  for i = 1, RUNS do
    collectgarbage()
    local start = system.monotonic()
    body()
    times[i] = system.monotonic() - start
  end
  return median(times)
end

local function read_documents(times)
  local lines, documents = {}, {}
  local pipe = assert(io.popen("gzip -dc '" .. path .. "'"))
  for line in pipe:lines() do
    lines[#lines + 1] = line
  end
  assert(pipe:close(), "cannot read " .. path)
  for i = 1, times * #lines do
    documents[i] = lines[(i - 1) % #lines + 1]
  end
  return documents
end

-- The same work in scikit-learn: prints its medians as JSON.
local PYTHON = [[
import gzip, json, statistics, sys, time, warnings
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer
warnings.filterwarnings("ignore")
path, runs, times = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
docs = gzip.open(path, "rt").read().split("\n")[:-1] * times
def median(body):
    spent = []
    for _ in range(runs):
        start = time.perf_counter(); body()
        spent.append(time.perf_counter() - start)
    return statistics.median(spent)
model = TfidfVectorizer(max_features=500, min_df=2, max_df=0.95)
out = {"tfidf": median(lambda: model.fit_transform(docs))}
if times <= 10:
    matrix = model.fit_transform(docs)
    for k in (5, 16):
        fit = KMeans(k, random_state=42, n_init=10)
        out["kmeans %d" % k] = median(lambda: fit.fit(matrix))
        out["labels %d" % k] = fit.labels_.tolist()
print(json.dumps(out))
]]

local function reference(times)
  local script = os.tmpname()
  local file = assert(io.open(script, "w"))
  file:write(PYTHON)
  file:close()
  local runs = times >= 100 and 1 or RUNS
  local pipe = assert(io.popen(("/usr/bin/python3 %s '%s' %d %d 2>/dev/null")
    :format(script, path, runs, times)))
  local text = pipe:read "a"
  pipe:close()
  os.remove(script)
  return text ~= "" and cjson.decode(text) or {}
end

local function same_labels(labels, expected)
  if not expected then
    return ""
  end
  for i, label in ipairs(expected) do
    if labels[i] ~= label then
      return "  LABELS DIFFER"
    end
  end
  return "  same labels"
end

local function show(name, documents, seconds, theirs, note)
  local line = ("%-12s %7d documents %9.1f ms %10.0f documents/s")
    :format(name, #documents, seconds * 1000, #documents / seconds)
  if theirs then
    line = line .. ("  scikit-learn %9.1f ms  ratio %5.1f")
      :format(theirs * 1000, theirs / seconds)
  end
  print(line .. (note or ""))
end

local function compare(times)
  local documents = read_documents(times)
  local theirs = reference(times)
  show("tfidf", documents, measure(function()
    tfidf.fit(documents, OPTIONS)
  end), theirs.tfidf)
  local m = tfidf.fit(documents, OPTIONS)
  for _, k in ipairs(times <= 10 and { 5, 16 } or {}) do
    local result
    local seconds = measure(function()
      result = kmeans.fit(m, { k = k, seed = 42, n_init = 10 })
    end)
    show("kmeans k=" .. k, documents, seconds, theirs["kmeans " .. k],
      same_labels(result.labels, theirs["labels " .. k]))
  end
end

for _, times in ipairs(is_large and { 1, 10, 100 } or { 1, 10 }) do
  compare(times)
end
