-- listing.lua: a job's conversations, page by page into its store.
-- Raises failures that begin with the page's number; what came before stays.

local failure = require "undertone.failure"
local http = require "undertone.http"
local keys = require "undertone.keys"
local metadata = require "undertone.metadata"
local paging = require "undertone.paging"
local plural = require "undertone.plural"

local listing = {}

-- Services are known to ignore the window they were given, or to write local
-- times as if they were UTC. A file is asked for no window.
local function inside_window(job, conversations)
  local inside, outside = {}, {}
  for _, conversation in ipairs(conversations) do
    local list = metadata.is_inside(conversation, job.window) and inside
      or outside
    list[#list + 1] = conversation
  end
  local first = outside[1]
  if first and not job.source.is_local then
    job.store:note_oddity("outside", ("%s at %s"):format(http.show(first.id),
      http.show(first.start_time)), #outside)
  end
  return inside
end

-- Whether it is listed; nil for one outside the window, which nobody keeps.
local function is_listed(job, conversation)
  if metadata.is_inside(conversation, job.window) then
    return job.store:is_listed(conversation.id)
  end
  return nil
end

local function guard_of(job)
  return paging.guard(job.settings.cxone.max_pages, function(conversation)
    return is_listed(job, conversation)
  end)
end

-- The page that the run is at, and its cursor. A service's is checked; a file
-- has an end and names its lines itself.
local function next_page(job, guard)
  local source, run = job.source, job.store.current
  if source.is_local then
    return source:page(job.window, run.cursor)
  end
  local number = run.pages + 1
  local page, cursor = failure.within(("page %d"):format(number), source.page,
    source, job.window, run.cursor)
  guard:check(page, cursor, number)
  return page, cursor
end

local function has_news(job, page)
  for _, conversation in ipairs(page) do
    if is_listed(job, conversation) == false then
      return true
    end
  end
  return false
end

-- What is wrong with the link that an earlier run left, from what pcall said of
-- its page; nil when nothing is. A service that no longer knows a link may say
-- so, answer with what is here already, or with nothing and no further link.
local function doubt_link(job, ok, page, cursor)
  if ok and (page[1] or not cursor) and not has_news(job, page) then
    return "brought nothing new, as if the service did not know it any more"
  elseif not ok and type(page) == "table" and page.code == "http"
    and (page.http_status or 0) >= 400 then
    return "is not known to the service any more"
  end
end

-- The guard of this job's pages, and the first of these with its cursor. When
-- the link that an earlier run left leads nowhere, the listing begins anew.
local function first_page(job)
  local guard, run = guard_of(job), job.store.current
  if not run.cursor then
    return guard, next_page(job, guard)
  end
  local ok, page, cursor = pcall(next_page, job, guard)
  local doubt = doubt_link(job, ok, page, cursor)
  if doubt then
    job.progress:note("page %d %s; listing again", run.pages + 1, doubt)
    job.store:restart_listing()
    return first_page(job)
  elseif not ok then
    error(page, 0)
  end
  return guard, page, cursor
end

-- Fetches the listing from the page that the run is at, and stores it.
function listing.fetch(job)
  job.progress:start("conversations")
  local guard, page, cursor = first_page(job)
  while true do
    job.store:save_page(inside_window(job, page), cursor)
    job.progress:advance(#page)
    if not cursor then
      break
    end
    page, cursor = next_page(job, guard)
  end
  job.progress:finish("%s from %s to %s", plural.count(job.store:count(),
    "conversation"), job.window.from, job.window.to)
end

local ODDITIES = {
  characters = "pages with characters that are not Unicode: %d; the first: %s",
  conversationId = "entries without a usable id: %d; nobody can ask for them,"
    .. " they are a gap and left out; the first: %s",
  outside = "listed, but outside the window, and so left out: %d; times"
    .. " without a zone count as UTC; the first: %s",
  unlisted = "listed before inside this window, but not any more, and so not"
    .. " in this report: %d; the first: %s",
}

-- What was noted of the listing's entries, one warning for each kind.
local function doubt_entries(job)
  local oddities = job.store:oddities()
  for _, kind in ipairs(keys.sorted(oddities)) do
    local odd = oddities[kind]
    if ODDITIES[kind] then
      job:doubt(ODDITIES[kind], odd.count, odd.first)
    else
      job:doubt("entries without a usable %s: %d, which count as without one;"
        .. " the first: %s", kind, odd.count, odd.first)
    end
  end
end

-- Warns of what is odd about the listing of the run.
function listing.doubt(job)
  doubt_entries(job)
  local count, repeated = job.store:count(), job.store.current.repeated
  if repeated > 0 then
    job:doubt("ids listed again: %d; the first conversation of each counts",
      repeated)
  end
  local timeless = job.store:count "start_time IS NULL"
  if timeless > 0 then
    job:doubt("no usable start time: %d of %d conversations; they count as"
      .. " inside the window", timeless, count)
  end
end

return listing
