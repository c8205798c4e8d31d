-- run.lua: what `make bench` prints, two tables in Markdown.
-- usage: undertone tests/bench/run.lua PROGRAM
-- Every measurement is a process of its own: ours on one thread and on all,
-- `wc -w`, NLTK and scikit-learn. At the smallest size they take turns, so
-- that a busy moment of the machine falls on all of them, and medians are
-- shown. One thread is timed in processor time, all cores by the clock; so is
-- what stands beside it. The ratio is ours on one thread to theirs, for
-- k-means all cores to all cores. Figures stand beside the time that each may
-- take.

local corpus = require "corpus"

local program = arg[1]
local PRIMITIVES = "vader content_words tfidf kmeans"
local NAMES = { "vader", "content_words", "tfidf", "kmeans k=5",
  "kmeans k=16", "whole" }
local SCALES = { { times = 1, runs = 5 }, { times = 10, runs = 3 },
  { times = 100, runs = 1 } }
local ROUNDS = 3
local WC_BYTES = 20e6 -- enough to make the clock of `times` fine
local FIGURE_RUNS = 9
local FIGURE_S = 0.15 -- what a figure may take
local MANY = 95000 -- documents of the measurement of memory
local THEIRS = { vader = "wc -w", content_words = "NLTK",
  tfidf = "scikit-learn", ["kmeans k=5"] = "scikit-learn",
  ["kmeans k=16"] = "scikit-learn" }

local function median(list)
  table.sort(list)
  return list[(#list + 1) // 2]
end

-- Runs a command and hands its lines, split at tabs, to `take`.
local function run(command, take)
  local pipe = assert(io.popen(command))
  for line in pipe:lines() do
    local cells = {}
    for cell in line:gmatch("[^\t]+") do
      cells[#cells + 1] = cell
    end
    take(cells)
  end
  assert(pipe:close(), command)
end

-- Adds a measurement to those of its kind; rates are documents and MB a
-- second.
local function add(results, key, cells, seconds)
  local kind = results[key] or { documents_s = {}, megabytes_s = {} }
  results[key] = kind
  kind.documents = tonumber(cells[2])
  kind.peak_bytes = tonumber(cells[6])
  table.insert(kind.documents_s, cells[2] / seconds)
  table.insert(kind.megabytes_s, cells[3] / seconds / 1e6)
end

local function measure_ours(results, threads, scale, names)
  local prefix = threads == "one" and "OMP_NUM_THREADS=1 " or ""
  run(("%s%s tests/bench/measure.lua %d %d %s"):format(prefix, program,
    scale.times, scale.runs, names), function(cells)
    if cells[1]:find(" labels$") then
      results.labels[cells[1] .. scale.times] = cells[2]
    else
      add(results, ("%s %s %d"):format(threads, cells[1], scale.times), cells,
        cells[threads == "one" and 5 or 4])
    end
  end)
end

local function measure_wc(results, path, documents, bytes)
  run("LC_ALL=C sh -c 'wc -w < " .. path .. " > /dev/null; times'",
    function(cells)
      local user_m, user_s, system_m, system_s =
        cells[1]:match("(%d+)m([%d.]+)s (%d+)m([%d.]+)s")
      local seconds = (user_m + system_m) * 60 + user_s + system_s
      results.wc = { "wc -w", documents, bytes, seconds, seconds }
    end) -- the second line is that of the children
  add(results, "theirs vader", results.wc, results.wc[5])
end

local function measure_python(results, texts, words)
  run(("/usr/bin/python3 tests/bench/reference.py %s %s 2>/dev/null || true")
    :format(texts, words), function(cells)
    if cells[1] == "versions" then
      results.versions[cells[2]] = true
    elseif cells[1]:find(" labels$") then
      results.their_labels[cells[1]] = cells[2]
    else
      add(results, "theirs " .. cells[1], cells,
        cells[cells[1]:find("kmeans") and 4 or 5])
    end
  end)
end

local function first_line(command)
  local pipe <close> = assert(io.popen(command))
  return pipe:read "l" or "unknown"
end

local function measure_all(data, folder)
  local results = { labels = {}, their_labels = {}, versions = {} }
  local texts, words, many = folder .. "/texts", folder .. "/words",
    folder .. "/many"
  corpus.write(data.texts, texts)
  corpus.write(data.words, words)
  local long = corpus.repeated(data.texts,
    math.ceil(WC_BYTES / corpus.count_bytes(data.texts)))
  corpus.write(long, many)
  for _ = 1, ROUNDS do
    measure_ours(results, "one", SCALES[1], PRIMITIVES)
    measure_wc(results, many, #long, corpus.count_bytes(long))
    measure_ours(results, "all", SCALES[1], PRIMITIVES)
    measure_python(results, texts, words)
  end
  for _, threads in ipairs { "one", "all" } do
    measure_ours(results, threads, SCALES[1], "whole")
    measure_ours(results, threads, SCALES[2], PRIMITIVES .. " whole")
    measure_ours(results, threads, SCALES[3], PRIMITIVES)
  end
  measure_ours(results, "many", { runs = 1,
    times = math.ceil(MANY / #data.texts) }, "whole")
  return results
end

-- Three significant figures, as people read rates.
local function figures(value)
  if value >= 100 then
    local unit = 10 ^ (math.floor(math.log(value, 10)) - 2)
    return ("%.0f"):format(math.floor(value / unit + 0.5) * unit)
  end
  return (value >= 10 and "%.1f" or "%.2f"):format(value)
end

local function rate(kind)
  return kind and ("%s (%s)"):format(figures(median(kind.documents_s)),
    figures(median(kind.megabytes_s))) or "-"
end

local function beside(results, name)
  local theirs = results["theirs " .. name]
  if not theirs then
    return "-", "-"
  end
  local threads = name:find("kmeans") and "all" or "one"
  local ours = results[("%s %s 1"):format(threads, name)]
  local note = ""
  if results.their_labels[name .. " labels"] then
    note = results.their_labels[name .. " labels"]
      == results.labels[name .. " labels1"] and ", same labels"
      or ", LABELS DIFFER"
  end
  return ("%s %s"):format(THEIRS[name], rate(theirs)),
    figures(median(ours.megabytes_s) / median(theirs.megabytes_s)) .. note
end

local function print_table(results)
  print "| primitive | documents | one thread | all cores | beside it | ratio |"
  print "|---|--:|--:|--:|--:|--:|"
  for _, name in ipairs(NAMES) do
    for i, scale in ipairs(SCALES) do
      local one = results[("one %s %d"):format(name, scale.times)]
      local all = results[("all %s %d"):format(name, scale.times)]
      local other, ratio = "", ""
      if i == 1 then
        other, ratio = beside(results, name)
      end
      if one then
        print(("| %s | %d | %s | %s | %s | %s |"):format(i == 1 and name or "",
          one.documents, rate(one), rate(all), other, ratio))
      end
    end
  end
end

-- How long every stock figure takes as each kind of picture.
local function print_figures()
  print "\n| figure | PNG ms | SVG ms | PDF ms | SVG kB | 150 ms to the PNG |"
  print "|---|--:|--:|--:|--:|--:|"
  run(("OMP_NUM_THREADS=1 %s tests/bench/figures.lua %d"):format(program,
    FIGURE_RUNS), function(cells)
    print(("| %s | %s | %s | %s | %d | %s |"):format(cells[1],
      figures(1000 * cells[2]), figures(1000 * cells[3]),
      figures(1000 * cells[4]), cells[5] // 1000,
      figures(FIGURE_S / cells[2])))
  end)
end

local function sorted_names(set)
  local names = {}
  for name in pairs(set) do
    names[#names + 1] = name
  end
  table.sort(names)
  return table.concat(names, ", ")
end

local data = corpus.read()
local folder = first_line("mktemp -d")
local load_before = first_line("cut -d' ' -f1 /proc/loadavg 2>/dev/null")
local results = measure_all(data, folder)
os.execute("rm -r " .. folder)

print(("%s, %s cores, load %s when it began; %s, medians.")
  :format(first_line("sed -n 's/^model name.*: //p' /proc/cpuinfo"),
    first_line("nproc"), load_before, data.name))
print "Documents a second (MB/s in brackets); one thread in processor time.\n"
print_table(results)
print_figures()
local many = results[("many whole %d")
  :format(math.ceil(MANY / #data.texts))]
print(("\nScoring and clustering %d documents: %.0f s, at most %.0f MB of"
  .. " memory."):format(many.documents, many.documents
  / many.documents_s[1], many.peak_bytes / 1e6))
print(("Beside it: wc -w in the C locale%s."):format(next(results.versions)
  and ", " .. sorted_names(results.versions)
  or "; NLTK and scikit-learn are not installed here"))
