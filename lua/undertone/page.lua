-- page.lua: report.html, one page that needs nothing but itself.
-- No network, no script to read it; style and the small script are inline
-- and named by hash in the page's content security policy, so nothing else
-- runs, whatever a text holds. The same data gives the same bytes: no clock
-- is on the page but the data's window.
--
-- Sections, order and words come from settings.layout.page. A section is a
-- function (job, page) -> markup; `page` brings h (undertone.markup),
-- say(key, ...), say_count(key, n, ...), title(name), has(name), link(name),
-- called(outcome), outcome(outcome) and layout.

local failure = require "undertone.failure"
local file = require "undertone.file"
local h = require "undertone.markup"
local keys = require "undertone.keys"
local names = require "undertone.names"
local nearest = require "undertone.nearest"
local resource = require "undertone.resource"
local sha256 = require "undertone.sha256"
local time = require "undertone.time"

local page = {}

-- undertone.page_NAME has `sections`, name -> function.
local PARTS = { "ledger", "opening", "figures", "results", "people", "run" }

local MAX_NAME = 40 -- characters of an outcome's name, as written

local Page = {}
Page.__index = Page

-- Name -> function of every stock section.
local function stock_sections()
  local sections = {}
  for _, part in ipairs(PARTS) do
    for name, make in pairs(require("undertone.page_" .. part).sections) do
      sections[name] = make
    end
  end
  return sections
end

-- The id of a user's section begins with "own-", as no other id does.
local function checked_section(entry, stock)
  if type(entry) == "string" then
    if not stock[entry] then
      failure.raise("usage", "layout.page.sections: no section '%s'%s", entry,
        nearest.hint(entry, keys.sorted(stock)))
    end
    return { name = entry, id = entry, content = stock[entry] }
  elseif type(entry) ~= "table" or type(entry.content) ~= "function"
    or type(entry.title) ~= "string"
    or not tostring(entry.name):find("^%l[%w_-]*$") then
    failure.raise("usage", "layout.page.sections: a section is a name or"
      .. " { name = a word, title = text, content = function }")
  end
  return { name = entry.name, id = "own-" .. entry.name, title = entry.title,
    content = entry.content }
end

-- The sections of a layout in order; raises "usage" on one that is none.
function page.sections(layout)
  local stock, list, seen = stock_sections(), {}, {}
  for i, entry in ipairs(layout.page.sections) do
    list[i] = checked_section(entry, stock)
    if seen[list[i].name] then
      failure.raise("usage", "layout.page.sections: '%s' comes twice",
        list[i].name)
    end
    seen[list[i].name] = list[i]
  end
  return list, seen
end

-- --- what sections use -----------------------------------------------------

-- The layout's words for a key, each %s filled in.
function Page:say(key, ...)
  local values, i = { ... }, 0
  return ((self.layout.words[key] or key):gsub("%%s", function()
    i = i + 1
    return values[i]
  end))
end

-- The same of a count: the words of KEY_one where there is one.
function Page:say_count(key, count, ...)
  if count == 1 then
    return self:say(key .. "_one", ...)
  end
  return self:say(key, ...)
end

function Page:title(name)
  local section = self.by_name[name]
  return section and section.title or self.layout.titles[name] or name
end

function Page:has(name)
  return self.by_name[name] ~= nil
end

function Page:link(name)
  return "#" .. self.by_name[name].id
end

-- An outcome's name, a long one cut.
function Page:called(name)
  return self.short_names[name] or names.fit({ name }, MAX_NAME)[1]
end

-- The same as markup, the whole name as its title.
function Page:outcome(name)
  local short = self:called(name)
  return h.bdi { title = short ~= name and name, short }
end

local function short_names(outcomes)
  local list, short = {}, {}
  for i, group in ipairs(outcomes) do
    list[i] = group.outcome
  end
  for i, name in ipairs(names.fit(list, MAX_NAME)) do
    short[list[i]] = name
  end
  return short
end

local function new_page(job)
  local layout = job.settings.layout
  local self = setmetatable({ h = h, layout = layout.page,
    short_names = short_names(job.outcomes) }, Page)
  self.sections, self.by_name = page.sections(layout)
  return self
end

-- --- the document ----------------------------------------------------------

-- A stock file that stands inside the page as it is, and its CSP source.
local function inline(name, element)
  local bytes = failure.check(resource.read(name))
  if bytes:lower():find("</" .. element, 1, true) then
    failure.raise("usage", "%s must not contain '</%s'", name, element)
  end
  return h.raw(("<%s>%s</%s>"):format(element, bytes, element)),
    ("'sha256-%s'"):format(sha256.base64(bytes))
end

local function head(self)
  local style, style_hash = inline("scripts/page.css", "style")
  local script, script_hash = inline("scripts/page.js", "script")
  local policy = ("default-src 'none'; img-src data:; style-src %s;"
    .. " script-src %s; base-uri 'none'; form-action 'none'"):format(
    style_hash, script_hash)
  return h.head {
    h.meta { charset = "utf-8" },
    h.meta { ["http-equiv"] = "Content-Security-Policy", content = policy },
    h.meta { name = "viewport",
      content = "width=device-width, initial-scale=1" },
    h.meta { name = "color-scheme", content = "light dark" },
    h.meta { name = "referrer", content = "no-referrer" },
    h.title { self.layout.title }, style }, script
end

-- The last day of a window that ends at midnight is the day before.
local function window_text(self, window)
  local from = window.from:match("^(.*)T00:00:00Z$")
  local to = window.to:match("^.*T00:00:00Z$")
    and time.format(time.parse(window.to) - 1):match("^[^T]*")
  if from and to then
    return self:say("window", from, to)
  end
  return self:say("window", window.from, window.to)
end

local function banner(self, job)
  return h.header {
    h.h1 { dir = "auto", self.layout.title },
    h.p { window_text(self, job.window), " · ",
      h.bdi { self:say("source", job.source.label) } } }
end

local function contents(self)
  local items = {}
  for i, section in ipairs(self.sections) do
    items[i] = h.li { h.a { href = self:link(section.name),
      self:title(section.name) } }
  end
  return h.nav { ["aria-label"] = self:say("contents"), h.ol { items } }
end

-- What a section shows; a failure of its own is told with its name.
local function section_content(self, job, entry)
  local ok, content = pcall(entry.content, job, self)
  if not ok then
    failure.raise("script", "layout.page.sections: '%s' failed: %s",
      entry.name, failure.describe(content))
  end
  local is_markup, html = pcall(h.render, content or "")
  if not is_markup then
    failure.raise("usage", "layout.page.sections: '%s' must return markup: %s",
      entry.name, failure.describe(html))
  end
  return h.raw(html)
end

local function section(self, job, entry)
  local heading = "heading-" .. entry.id
  return h.section { id = entry.id, ["aria-labelledby"] = heading,
    h.h2 { id = heading, dir = "auto", self:title(entry.name) },
    section_content(self, job, entry) }
end

-- The bytes of the page of a job whose outcomes are related and drawn.
function page.html(job)
  local self, sections = new_page(job), {}
  for i, entry in ipairs(self.sections) do
    sections[i] = section(self, job, entry)
  end
  local page_head, script = head(self)
  return "<!DOCTYPE html>\n" .. h.render(h.html {
    lang = self.layout.language, page_head,
    h.body {
      h.a { class = "skip", href = "#main", self:say("skip") },
      banner(self, job),
      contents(self),
      h.main { id = "main", tabindex = "-1", sections },
      script } }) .. "\n"
end

-- Writes the page into the output folder and returns its path.
function page.write(job)
  local path = job.settings.out .. "/" .. job.settings.layout.page.name
  failure.check(file.write(path, page.html(job)))
  return path
end

return page
