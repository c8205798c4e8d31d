-- figures.lua: times every stock figure, each with the most it ever draws.
-- usage: undertone tests/bench/figures.lua [RUNS], 5 unless told
-- Prints lines of name, seconds of processor time to make and encode the
-- figure as PNG, SVG and PDF (medians), and bytes of the SVG, with tabs
-- between.

local charts = require "undertone.charts"
local failure = require "undertone.failure"
local keys = require "undertone.keys"
local stats = require "undertone.stats"

local ROWS = 30     -- of names; charts draw no more
local OUTLIERS = 400
local OUTCOMES = 8
local DAYS = 366
local CURVE_POINTS = 401

local function repeated(count, make)
  local list = {}
  for i = 1, count do
    list[i] = make(i)
  end
  return list
end

local function name_of(i)
  return ("technical support, part %d"):format(i)
end

local function box_row(i)
  return { name = name_of(i), n = 4000, box = { low = -0.3, q1 = -0.1,
    median = 0.1, q3 = 0.2, high = 0.4,
    outliers = repeated(OUTLIERS, function(k)
      return 0.4 + 0.6 * ((k * 0.7548777 + i * 0.5698403) % 1)
    end) } }
end

local function series(count)
  local function wave(shift)
    return repeated(count, function(i)
      return math.sin(i) / 4 + shift
    end)
  end
  return { mean = wave(0), low = wave(-0.1), high = wave(0.1),
    n = repeated(count, function() return 50 end), min_n = 8 }
end

local function distribution()
  local function counts(first, last)
    return repeated(40, function(i)
      return i >= first and i <= last and 10 * i or 0
    end)
  end
  return { edges = stats.edges { first = -1, last = 1, count = 40 },
    counts = { negative = counts(1, 19), neutral = counts(20, 21),
      positive = counts(22, 40) },
    curve = { x = stats.grid(-1, 1, CURVE_POINTS),
      y = repeated(CURVE_POINTS, function(i) return i end) } }
end

local function by_day()
  local data = series(DAYS)
  data.days = repeated(DAYS, function(i)
    return os.date("!%Y-%m-%d", i * 86400)
  end)
  return data
end

local DATA = {
  sentiment_distribution = distribution(),
  outcome_vs_sentiment = repeated(ROWS, box_row),
  sentiment_by_topic = repeated(ROWS, box_row),
  topic_clusters = repeated(ROWS, function(i)
    return { name = name_of(i), n = 1000 - i }
  end),
  outcome_by_topic = { topics = repeated(ROWS, name_of),
    outcomes = repeated(OUTCOMES, function(k) return "outcome " .. k end),
    counts = repeated(ROWS, function(i)
      return repeated(OUTCOMES, function(k) return i * k % 7 + 5 end)
    end) },
  sentiment_course = { customer = series(10), agent = series(10) },
  sentiment_by_day = by_day(),
  k_sweep = { k = repeated(ROWS, function(i) return i + 1 end), chosen = 9,
    silhouette = repeated(ROWS, function(i) return math.sin(i / 5) end) },
}

-- Seconds of processor time, and the size of what was made.
local function once(name, format)
  collectgarbage()
  local started = os.clock()
  local figure = charts[name](DATA[name])
  local bytes = assert(figure:encode { format = format })
  figure:close()
  return os.clock() - started, #bytes
end

local runs = math.tointeger(arg[1] or 5)
if not runs or runs < 1 then
  failure.raise("usage", "RUNS must be a whole number from 1, got '%s'",
    arg[1])
end
for _, name in ipairs(keys.sorted(DATA)) do
  local cells, svg_bytes = { name }, nil
  for _, format in ipairs { "png", "svg", "pdf" } do
    local times = {}
    for i = 1, runs do
      local size
      times[i], size = once(name, format)
      svg_bytes = format == "svg" and size or svg_bytes
    end
    table.sort(times)
    cells[#cells + 1] = times[(runs + 1) // 2]
  end
  cells[#cells + 1] = svg_bytes
  print(table.concat(cells, "\t"))
end
