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
  return setmetatable({ links = {}, pages = {}, max_pages = max_pages,
    is_listed = is_listed or function() end, count = 0, without_news = 0 },
    Guard)
end

-- Of these ids in whatever order; nil without any. As of links, only a hash is
-- kept: there may be many, and each may be long.
local function fingerprint(ids)
  table.sort(ids)
  return ids[1] and sha256.hex(("%d %s %s"):format(#ids, ids[1], ids[#ids]))
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

-- Tells a link from others without telling the cursor, which may be secret.
local function shown(hash)
  return ("link hash %s"):format(hash:sub(1, 8))
end

-- `hash` is the link's, or nil.
local function check_link(self, hash)
  if hash and self.links[hash] then
    failure.raise("refused", "paging: page %d links to page %d again (%s);"
      .. " stopped so as not to go round for ever", self.count,
      self.links[hash], shown(hash))
  elseif hash then
    self.links[hash] = self.count + 1
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
  local hash = cursor and sha256.hex(cursor)
  check_link(self, hash)
  if cursor and self.without_news >= PAGES_WITHOUT_NEWS then
    failure.raise("refused", "paging: %d pages in a row brought no new"
      .. " conversation, each with a new link, up to page %d (%s); stopped",
      self.without_news, self.count, shown(hash))
  elseif cursor and self.count >= self.max_pages then
    failure.raise("refused", "paging: more than %d pages (setting"
      .. " cxone.max_pages); refused as endless", self.max_pages)
  end
  return self.without_news == 0
end

return paging
