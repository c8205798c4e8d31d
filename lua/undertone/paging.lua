-- paging.lua: notices when a service's paging does not end.
-- Some tenants repeat a cursor for ever, or answer new links with the same
-- conversations, in the same order or not; each would be an endless run.

local failure = require "undertone.failure"
local sha256 = require "undertone.sha256"

local paging = {}

local PAGES_WITHOUT_NEWS = 3

local Guard = {}
Guard.__index = Guard

-- A guard for one listing of at most max_pages pages. is_listed(conversation)
-- says whether an earlier page had it, nil when nobody keeps it (the default).
function paging.guard(max_pages, is_listed)
  return setmetatable({ cursors = {}, pages = {}, max_pages = max_pages,
    is_listed = is_listed or function() end, count = 0, without_news = 0 },
    Guard)
end

-- Of these ids in whatever order; nil without any.
local function fingerprint(ids)
  table.sort(ids)
  return ids[1] and ("%d %s %s"):format(#ids, ids[1], ids[#ids])
end

-- Whether any is new. What nobody keeps is known by the page it came on.
local function has_news(self, conversations)
  local unkept = {}
  for _, conversation in ipairs(conversations) do
    local is_listed = self.is_listed(conversation)
    if is_listed == false then
      return true
    elseif is_listed == nil then
      unkept[#unkept + 1] = conversation.id
    end
  end
  local mark = fingerprint(unkept)
  if not mark or self.pages[mark] then
    return false
  end
  self.pages[mark] = true
  return true
end

-- Tells a link from others without telling the cursor, which may be secret:
-- it begins the SHA-256 of the path and query asked for.
local function hash_of(cursor)
  return ("link hash %s"):format(sha256.hex(cursor):sub(1, 8))
end

local function check_cursor(self, cursor)
  if cursor and self.cursors[cursor] then
    failure.raise("refused", "paging: page %d links to page %d again (%s);"
      .. " stopped so as not to go round for ever", self.count,
      self.cursors[cursor], hash_of(cursor))
  elseif cursor then
    self.cursors[cursor] = self.count + 1
  end
end

-- To be called with every page; says whether it has a new conversation.
-- `number` is the page's in its listing, by default one more than the last.
-- Raises "refused" on a cycle, after three pages without a new one and past
-- the cap of pages.
function Guard:check(conversations, cursor, number)
  self.count = number or self.count + 1
  self.without_news = has_news(self, conversations) and 0
    or self.without_news + 1
  check_cursor(self, cursor)
  if cursor and self.without_news >= PAGES_WITHOUT_NEWS then
    failure.raise("refused", "paging: %d pages in a row brought no new"
      .. " conversation, each with a new link, up to page %d (%s); stopped",
      self.without_news, self.count, hash_of(cursor))
  elseif cursor and self.count >= self.max_pages then
    failure.raise("refused", "paging: more than %d pages (setting"
      .. " cxone.max_pages); refused as endless", self.max_pages)
  end
  return self.without_news == 0
end

return paging
