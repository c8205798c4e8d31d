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
  0 complete        1 script error      2 usage or settings
  3 finished with gaps                  4 credentials
  5 answer refused  6 come back later   7 local storage
  8 interrupted     9 limit reached

undertone doctor says what is wrong on the way to the service.]]

local HELP_COLUMNS = 80

local function number_of(option)
  return function(text)
    return tonumber(text), ("%s wants a number, got '%s'"):format(option, text)
  end
end

local function new_parser(script, description, epilog)
  local parser = argparse("undertone " .. script, description, epilog)
    :add_help(false):help_max_width(HELP_COLUMNS)
  parser:flag("-h --help", "Show this help and exit.")
  return parser
end

-- The options of every script that reads from a source.
local function new_source_parser(script, description)
  local parser = new_parser(script, description, ENVIRONMENT)
  parser:option("--source", "cxone, a .jsonl file, or a source script.")
    :argname "NAME|PATH"
  parser:option("--days", "The last N days (default 7).")
    :argname("N"):convert(number_of "--days")
  parser:option("--from", "Start of the window, as 2026-11-01 or"
    .. " 2026-11-01T08:00:00Z (UTC)."):argname "T"
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
  local parser = new_source_parser("report.lua",
    "Pulls conversations and transcripts, scores sentiment, clusters topics,"
      .. " relates outcomes to sentiment, and writes a page, figures and a"
      .. " CSV.")
  add_settings_options(parser)
  parser:option("--concurrency", "Transfers in flight (default 8).")
    :argname("N"):convert(number_of "--concurrency")
  parser:option("--rate", "Requests a second at most.")
    :argname("N"):convert(number_of "--rate")
  parser:flag("--print-settings",
    "Print every setting with what set it, and exit.")
  parser:mutex(parser:flag("--quiet", "No progress."),
    parser:flag("--verbose", "Tell every retry, wait and failed transcript."))
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

local function wants_help(list)
  for _, argument in ipairs(list) do
    if argument == "-h" or argument == "--help" then
      return true
    end
  end
  return false
end

-- The options, or nil after printing the help, which is there for whoever
-- asks, whatever else is missing or wrong.
local function parse(parser, list)
  if wants_help(list) then
    print(parser:get_help())
    return nil
  end
  local ok, options = parser:pparse(with_negatives(list))
  if not ok then
    failure.raise("usage", "%s\n%s\n--help says more", options,
      parser:get_usage())
  elseif options.days and (options.from or options.to) then
    failure.raise("usage", "--days and --from/--to exclude each other")
  end
  return options
end

local function load_settings(options, values)
  return settings.load { config = options.config, set = options.set,
    values = values }
end

-- The settings that the report's command line asks for, or nil after
-- printing what it asked to see. `verbosity` is quiet, normal or verbose,
-- `origins` says what set which.
function arguments.report(list)
  local options = parse(report_parser(), list)
  local result = options and load_settings(options, as_settings(options))
  if not result then
    return nil
  elseif options.print_settings then
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
  local parser = new_source_parser("doctor.lua",
    "Checks the way to the service step by step, and says what to try next"
      .. " where it ends. Saves nothing.")
  add_settings_options(parser)
  local options = parse(parser, list)
  return options and load_settings(options, as_settings(options)).values
end

-- The settings of the tutorial's port, or nil after printing its help. Its
-- page size is the tutorial's.
function arguments.tutorial(list)
  local options = parse(new_source_parser("tutorial.lua",
    "The Python tutorial's analysis: the same CSV to the byte, the same"
      .. " three figures. report.lua is the better method."), list)
  if not options then
    return nil
  end
  local values = as_settings(options)
  values.cxone = { page_size = TUTORIAL_PAGE_SIZE }
  return load_settings(options, values).values
end

local function lexicon_parser()
  local parser = new_parser("lexicon",
    "Lists the conversations that get another label when overlay B takes the"
      .. " place of overlay A, with label and score before and after, and the"
      .. " turn that moved most. Speaker, aggregate and thresholds are those"
      .. " of the settings.")
  parser:argument("action", "What to do: diff."):choices { "diff" }
  parser:argument("A", "An overlay: its file, its name in the lexicon"
    .. " folder, or none."):target "before"
  parser:argument("B", "The overlay in its place."):target "after"
  parser:mutex(
    parser:option("--out", "The folder of a report whose conversations are"
      .. " compared (default cxone_report)."):argname "DIR",
    parser:option("--source", "A file of conversations instead.")
      :argname "FILE.jsonl")
  add_settings_options(parser)
  return parser
end

-- The options of the lexicon script { before =, after =, source = or nil }
-- and the settings, of which speaker, aggregate and thresholds count; or nil
-- after printing its help.
function arguments.lexicon(list)
  local options = parse(lexicon_parser(), list)
  if not options then
    return nil
  end
  return options, load_settings(options, { out = options.out }).values
end

return arguments
