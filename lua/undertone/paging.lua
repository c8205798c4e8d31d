-- paging.lua: notices when a service's paging does not end.
-- Some tenants repeat a cursor for ever, or answer new links with the same
-- conversations; both would be an endless run.

local failure = require "undertone.failure"

local paging = {}

local PAGES_WITHOUT_NEWS = 3

local Guard = {}
Guard.__index = Guard

-- A guard for one listing of at most max_pages pages.
function paging.guard(max_pages)
  return setmetatable({ cursors = {}, pages = {}, max_pages = max_pages,
    count = 0, without_news = 0 }, Guard)
end

local function fingerprint(conversations)
  local first, last = conversations[1], conversations[#conversations]
  return first and ("%d %s %s"):format(#conversations, first.id, last.id)
end

local function check_cursor(self, cursor)
  if cursor and self.cursors[cursor] then
    failure.raise("refused", "paging: page %d links to page %d again; stopped"
      .. " so as not to go round for ever", self.count, self.cursors[cursor])
  elseif cursor then
    self.cursors[cursor] = self.count + 1
  end
end

-- To be called with every page; raises "refused" on a cycle, after three
-- pages without a new conversation, or past the cap of pages.
function Guard:check(conversations, cursor)
  self.count = self.count + 1
  local mark = fingerprint(conversations)
  local is_news = mark and not self.pages[mark]
  if mark then
    self.pages[mark] = true
  end
  self.without_news = is_news and 0 or self.without_news + 1
  check_cursor(self, cursor)
  if cursor and self.without_news >= PAGES_WITHOUT_NEWS then
    failure.raise("refused", "paging: %d pages in a row brought no new"
      .. " conversation, up to page %d; stopped", self.without_news,
      self.count)
  elseif cursor and self.count >= self.max_pages then
    failure.raise("limit", "paging: more than %d pages (setting"
      .. " cxone.max_pages)", self.max_pages)
  end
end

return paging
