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

-- A page; when the service no longer knows the link that an earlier run
-- left, the listing begins anew.
local function next_page(job, is_resumed)
  local run = job.store.current
  if not (is_resumed and run.cursor) then
    return job.source:page(job.window, run.cursor)
  end
  local ok, page, cursor = pcall(job.source.page, job.source, job.window,
    run.cursor)
  if ok then
    return page, cursor
  elseif type(page) ~= "table" or page.code ~= "http" then
    error(page, 0)
  end
  job.progress:note("the service no longer knows page %d; listing again",
    run.pages + 1)
  job.store:restart_listing()
  return job.source:page(job.window)
end

-- A service's page, checked; a file has an end and names its lines itself.
local function checked_page(job, guard, is_resumed)
  if job.source.is_local then
    return next_page(job, is_resumed)
  end
  local page, cursor = failure.within(("page %d"):format(
    job.store.current.pages + 1), next_page, job, is_resumed)
  guard:check(page, cursor, job.store.current.pages + 1)
  return page, cursor
end

-- Only conversations inside the window are kept.
local function guard_of(job)
  return paging.guard(job.settings.cxone.max_pages, function(conversation)
    if metadata.is_inside(conversation, job.window) then
      return job.store:is_listed(conversation.id)
    end
    return nil
  end)
end

-- Fetches the listing from the page that the run is at, and stores it.
function listing.fetch(job)
  local guard = guard_of(job)
  local is_resumed = true
  job.progress:start("conversations")
  repeat
    local page, cursor = checked_page(job, guard, is_resumed)
    is_resumed = false
    job.store:save_page(inside_window(job, page), cursor)
    job.progress:advance(#page)
  until not cursor
  job.progress:finish("%s from %s to %s", plural.count(job.store:count(),
    "conversation"), job.window.from, job.window.to)
end

local ODDITIES = {
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
      job:warn(ODDITIES[kind], odd.count, odd.first)
    else
      job:warn("entries without a usable %s: %d, which count as without one;"
        .. " the first: %s", kind, odd.count, odd.first)
    end
  end
end

-- Warns of what is odd about the listing of the run.
function listing.doubt(job)
  doubt_entries(job)
  local count, repeated = job.store:count(), job.store.current.repeated
  if repeated > 0 then
    job:warn("ids listed again: %d; the first conversation of each counts",
      repeated)
  end
  local timeless = job.store:count "start_time IS NULL"
  if timeless > 0 then
    job:warn("no usable start time: %d of %d conversations; they count as"
      .. " inside the window", timeless, count)
  end
end

return listing
