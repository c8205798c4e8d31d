-- arguments.lua: the command line of the stock scripts, as settings.

local argparse = require "argparse"
local failure = require "undertone.failure"
local settings = require "undertone.settings"

local arguments = {}

local TUTORIAL_PAGE_SIZE = 500

local ENVIRONMENT = [[
Environment:
  CXONE_BASE_URL       the service (default https://api-us-1.nice.incontact.com)
  CXONE_CLIENT_ID      the client id
  CXONE_CLIENT_SECRET  its secret, or CXONE_CLIENT_SECRET_FILE: a file with it

Exit codes:
  0 complete   1 script error       2 usage or settings   3 finished with gaps
  4 credentials   5 answer refused          6 come back later
  7 local storage   8 interrupted   9 limit reached]]

local function number_of(option)
  return function(text)
    return tonumber(text), ("%s wants a number, got '%s'"):format(option, text)
  end
end

-- The options that the report and the tutorial share.
local function new_parser(script, description)
  local parser = argparse("undertone " .. script, description, ENVIRONMENT)
    :add_help(false)
  parser:flag("-h --help", "Show this help and exit.")
  parser:option("--source", "cxone, a .jsonl file, or a source script.")
    :argname "NAME|PATH"
  parser:option("--days", "The last N days (default 7).")
    :argname("N"):convert(number_of "--days")
  parser:option("--from", "Start of the window, ISO 8601."):argname "T"
  parser:option("--to", "End of the window, not included."):argname "T"
  parser:option("--out", "Output folder (default cxone_report).")
    :argname "DIR"
  return parser
end

local function add_settings_options(parser)
  parser:option("--config", "A settings file; copy scripts/settings.lua.")
    :argname "FILE"
  parser:option("--set", "One setting, as fetch.attempts=3; repeatable.")
    :argname("KEY=VALUE"):count "*"
end

local function report_parser()
  local parser = new_parser("report.lua",
    "Pulls conversations and transcripts, scores sentiment, clusters topics,"
      .. " relates outcomes to sentiment, and writes figures and a CSV.")
  add_settings_options(parser)
  parser:option("--concurrency", "Transfers in flight (default 8).")
    :argname("N"):convert(number_of "--concurrency")
  parser:option("--rate", "Requests a second at most.")
    :argname("N"):convert(number_of "--rate")
  parser:flag("--print-settings",
    "Print every setting with what set it, and exit.")
  parser:mutex(parser:flag("--quiet", "No progress."),
    parser:flag("--verbose", "Say more."))
  return parser
end

-- The options that are settings, as a table to merge over the others.
local function as_settings(options)
  local values = { source = options.source, out = options.out }
  if options.days then
    values.window = { days = options.days, from = false, to = false }
  end
  if options.from or options.to then
    values.window = { from = options.from or false, to = options.to or false }
  end
  values.fetch = { concurrency = options.concurrency, rate = options.rate }
  return values
end

-- argparse takes "-1" for an option; behind a long one it is its value.
local function with_negatives(list)
  local joined = {}
  for _, argument in ipairs(list) do
    local last = joined[#joined]
    if argument:find("^%-%.?%d") and last and last:find("^%-%-%a[%w-]*$") then
      joined[#joined] = last .. "=" .. argument
    else
      joined[#joined + 1] = argument
    end
  end
  return joined
end

local function parse(parser, list)
  local ok, options = parser:pparse(with_negatives(list))
  if not ok then
    failure.raise("usage", "%s\n%s\n--help says more", options,
      parser:get_usage())
  elseif options.days and (options.from or options.to) then
    failure.raise("usage", "--days and --from/--to exclude each other")
  end
  return options
end

-- The settings that the report's command line asks for, or nil after
-- printing what it asked to see. `verbosity` is quiet, normal or verbose,
-- `origins` says what set which.
function arguments.report(list)
  local parser = report_parser()
  local options = parse(parser, list)
  if options.help then
    print(parser:get_help())
    return nil
  end
  local result = settings.load { config = options.config, set = options.set,
    values = as_settings(options) }
  if options.print_settings then
    print(settings.describe(result))
    return nil
  end
  result.values.origins = result.origins
  result.values.verbosity = options.quiet and "quiet"
    or options.verbose and "verbose" or "normal"
  return result.values
end

-- The settings of the doctor's command line, or nil after printing its help.
function arguments.doctor(list)
  local parser = new_parser("doctor.lua",
    "Checks the way to the service step by step, and says what to try next"
      .. " where it ends. Saves nothing.")
  add_settings_options(parser)
  local options = parse(parser, list)
  if options.help then
    print(parser:get_help())
    return nil
  end
  return settings.load({ config = options.config, set = options.set,
    values = as_settings(options) }).values
end

-- The settings of the tutorial's port, or nil after printing its help. Its
-- page size is the tutorial's.
function arguments.tutorial(list)
  local parser = new_parser("tutorial.lua",
    "The Python tutorial's analysis: the same CSV to the byte, the same"
      .. " three figures. report.lua is the better method.")
  local options = parse(parser, list)
  if options.help then
    print(parser:get_help())
    return nil
  end
  local values = as_settings(options)
  values.cxone = { page_size = TUTORIAL_PAGE_SIZE }
  return settings.load({ values = values }).values
end

local function lexicon_parser()
  local parser = argparse("undertone lexicon",
    "Lists the conversations that get another label when overlay B takes the"
      .. " place of overlay A,\nwith label and score before and after, and the"
      .. " turn that moved most.")
    :add_help(false)
  parser:argument("action", "What to do: diff."):choices { "diff" }
  parser:argument("A", "An overlay: its file, its name in the lexicon"
    .. " folder, or none."):target "before"
  parser:argument("B", "The overlay in its place."):target "after"
  parser:flag("-h --help", "Show this help and exit.")
  parser:mutex(
    parser:option("--out", "The folder of a report whose conversations are"
      .. " compared (default cxone_report)."):argname "DIR",
    parser:option("--source", "A file of conversations instead.")
      :argname "FILE.jsonl")
  parser:option("--config", "A settings file: speaker, aggregate and"
    .. " thresholds are taken from it."):argname "FILE"
  parser:option("--set", "One setting, as sentiment.aggregate=worst;"
    .. " repeatable."):argname("KEY=VALUE"):count "*"
  return parser
end

local function wants_help(list)
  for _, argument in ipairs(list) do
    if argument == "-h" or argument == "--help" then
      return true
    end
  end
  return false
end

-- The options of the lexicon script { before =, after =, source = or nil }
-- and the settings, or nil after printing its help.
function arguments.lexicon(list)
  local parser = lexicon_parser()
  if wants_help(list) then -- even without A and B
    print(parser:get_help())
    return nil
  end
  local options = parse(parser, list)
  return options, settings.load({ config = options.config,
    set = options.set, values = { out = options.out } }).values
end

return arguments
