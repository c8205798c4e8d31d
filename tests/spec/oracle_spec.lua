-- oracle_spec.lua: every file of reference results that lies beside the
-- project, compared value by value; a line each says how many values were
-- compared and how many differ. Without the files nothing is compared: the
-- specs of the modules hold smaller fixtures that carry the same checks.
local cjson = require "cjson"
local kmeans = require "undertone.kmeans"
local read_json = require "read_json"
local text = require "undertone.text"
local tfidf = require "undertone.tfidf"
local transcript = require "undertone.transcript"
local vader = require "undertone.vader"

local ORACLE = "../shared/oracle/"
local NLP = ORACLE .. "nlp_dev/"
local DIALOGUES = "../shared/data/sgd_dev.jsonl.gz"
local WEIGHT_SLACK = 1e-12 -- relative
local INERTIA_SLACK = 1e-9

local file_count = 0

-- Counts comparisons of one file and keeps the first that differs.
local function new_tally()
  return { compared = 0, differ = 0, first = nil }
end

local function compare(tally, got, expected, what)
  tally.compared = tally.compared + 1
  if got ~= expected then
    tally.differ = tally.differ + 1
    tally.first = tally.first or ("%s: got %s, expected %s"):format(what,
      tostring(got), tostring(expected))
  end
end

local function compare_near(tally, got, expected, what, slack)
  local is_near = got and math.abs(got - expected) <= slack * math.abs(expected)
  compare(tally, is_near and expected or got, expected, what)
end

local function report(path, tally)
  file_count = file_count + 1
  print(("  %-30s %6d compared, %d differ"):format(
    path:gsub("^" .. ORACLE:gsub("%p", "%%%0"), ""), tally.compared,
    tally.differ))
  assert(tally.compared > 0, "nothing compared")
  assert(tally.differ == 0, tally.first)
end

local function read_all(path)
  local pipe = assert(io.popen("gzip -dc " .. path))
  local bytes = pipe:read "a"
  assert(pipe:close(), path)
  return bytes
end

local function lines_of(path)
  local list = {}
  for line in read_all(path):gmatch("([^\n]*)\n") do
    list[#list + 1] = line
  end
  return list
end

-- A whole number of a file, which cjson reads as a float; null is nil.
local function whole(value)
  return value ~= cjson.null and math.tointeger(value) or nil
end

-- The names in nlp_dev that match the Lua pattern, sorted.
local function names_of(pattern)
  local names = {}
  for name in assert(io.popen("ls " .. NLP)):lines() do
    if name:find(pattern) then
      names[#names + 1] = name
    end
  end
  return names
end

local function check_vader(path)
  local scorer, tally = vader.new(), new_tally()
  local texts, expected = {}, {}
  for i, line in ipairs(lines_of(path)) do
    local case = cjson.decode(line)
    local scores = scorer:score(case.text)
    for _, field in ipairs { "neg", "neu", "pos", "compound" } do
      compare(tally, scores[field], case[field], ("%d %s"):format(i, field))
    end
    texts[i], expected[i] = case.text, case.compound
  end
  for i, compound in ipairs(scorer:compounds(texts)) do
    compare(tally, compound, expected[i], i .. " of the list")
  end
  report(path, tally)
end

local function check_tokens(path)
  local tally = new_tally()
  for i, line in ipairs(lines_of(path)) do
    local case = cjson.decode(line)
    compare(tally, cjson.encode(text.word_tokenize(case.text)),
      cjson.encode(case.tokens), "line " .. i)
  end
  report(path, tally)
end

-- What customer and agent said in each dialogue that has a transcript.
local function spoken_texts()
  local texts = {}
  for _, line in ipairs(lines_of(DIALOGUES)) do
    local body = cjson.decode(line).transcript
    if body ~= cjson.null then
      texts[#texts + 1] = transcript.text(transcript.turns(body))
    end
  end
  return texts
end

local function check_clean(path)
  local tally, texts = new_tally(), spoken_texts()
  local lines, all = lines_of(path), text.content_words_all(texts)
  compare(tally, #all, #lines, "number of texts")
  for i, line in ipairs(lines) do
    compare(tally, all[i], line, "line " .. i)
    compare(tally, text.content_words(texts[i]), line, "line " .. i)
  end
  report(path, tally)
end

local function check_weights(tally, row, expected, terms, what)
  local columns, values = expected[1], expected[2]
  for j, column in ipairs(columns) do
    local term = terms[column + 1]
    compare_near(tally, row[term], values[j], what .. " " .. term,
      WEIGHT_SLACK)
    row[term] = nil
  end
  compare(tally, next(row), nil, what .. " has another term")
end

local function check_tfidf(path, documents)
  local case, tally = read_json(path), new_tally()
  local m, model = tfidf.fit(documents, {
    max_features = whole(case.max_features), min_df = whole(case.min_df),
    max_df = case.max_df + 0.0 })
  local terms, idf = model:terms(), model:idf()
  compare(tally, #terms, #case.terms, "number of terms")
  compare(tally, m:nnz(), case.nnz, "number of weights")
  for i, term in ipairs(case.terms) do
    compare(tally, terms[i], term, "term " .. i)
    compare_near(tally, idf[i], case.idf[i], "idf of " .. term, WEIGHT_SLACK)
  end
  for i, id in ipairs(case.row_ids) do
    check_weights(tally, m:row(id + 1), case.rows[i], case.terms, "row " .. id)
  end
  report(path, tally)
end

local function check_kmeans(path, matrix)
  local case, tally = read_json(path), new_tally()
  local fit = kmeans.fit(matrix, { k = whole(case.k),
    seed = whole(case.seed), n_init = whole(case.n_init) })
  compare(tally, #fit.labels, #case.labels, "number of labels")
  for i, label in ipairs(case.labels) do
    compare(tally, fit.labels[i], label, "label " .. i)
  end
  compare(tally, fit.iterations, case.n_iter, "iterations")
  compare_near(tally, fit.inertia, case.inertia, "inertia", INERTIA_SLACK)
  report(path, tally)
end

-- Runs scripts/tutorial.lua on a file and returns its CSV.
local function tutorial_csv(input, folder)
  local globals = setmetatable({ print = function() end, arg = { "--source",
    input, "--out", folder, "--from", "2026-11-01", "--to", "2026-11-16" } },
    { __index = _G })
  assert(loadfile("scripts/tutorial.lua", "t", globals))()
  local file <close> = assert(io.open(folder
    .. "/cxone_interaction_analysis.csv", "rb"))
  return file:read "a"
end

local function check_tutorial(path)
  local folder, tally = os.tmpname(), new_tally()
  os.remove(folder)
  local input = folder .. ".jsonl"
  local file <close> = assert(io.open(input, "wb"))
  file:write(read_all(DIALOGUES))
  file:close()
  local csv = tutorial_csv(input, folder)
  os.execute("rm -r " .. folder .. " " .. input)
  local expected = read_all(path)
  local next_line = csv:gmatch("[^\n]*\n?")
  local i = 0
  for line in expected:gmatch("[^\n]*\n?") do
    i = i + 1
    compare(tally, next_line(), line, "line " .. i)
  end
  compare(tally, #csv, #expected, "size in bytes")
  report(path, tally)
end

describe("the reference's results", function()
  local probe = io.open(NLP .. "clean.txt.gz")
  if not probe then
    it("are not here", function()
      print "no ../shared/oracle: 0 files compared"
    end)
    return
  end
  probe:close()

  local function each(check, names, input)
    for _, name in ipairs(names) do
      it(name, function() check(ORACLE .. name, input) end)
    end
  end

  each(check_vader, { "vader_snippets.jsonl.gz", "vader_fuzz.jsonl.gz" })
  each(check_tokens, { "nlp_dev/tokens.jsonl.gz" })
  each(check_clean, { "nlp_dev/clean.txt.gz" })

  local documents = lines_of(NLP .. "clean.txt.gz")
  for _, name in ipairs(names_of "^tfidf_.*%.json$") do
    each(check_tfidf, { "nlp_dev/" .. name }, documents)
  end
  local matrix = tfidf.fit(documents,
    { max_features = 500, min_df = 2, max_df = 0.95 })
  for _, name in ipairs(names_of "^kmeans_.*%.json$") do
    each(check_kmeans, { "nlp_dev/" .. name }, matrix)
  end
  each(check_tutorial, { "tutorial_dev.csv.gz" })

  it("are all there", function()
    print(("%d files of reference results compared"):format(file_count))
    assert(file_count == 13)
  end)
end)
