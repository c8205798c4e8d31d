-- page_run.lua: the sections about the run itself: settings with what set
-- them, versions.

local h = require "undertone.markup"
local keys = require "undertone.keys"
local settings = require "undertone.settings"
local tables = require "undertone.page_table"
local versions = require "undertone.versions"

local run = { sections = {} }

-- Where the folder lies says nothing of the data, and a page in another
-- folder is the same page. The page's own words are on the page.
local NOT_SHOWN = { out = true, verbosity = true, origins = true }

local function shown(values)
  local kept = {}
  for key, value in pairs(values) do
    if not NOT_SHOWN[key] then
      kept[key] = value
    end
  end
  return kept
end

local function setting_rows(job, page)
  local all, changed = {}, {}
  for _, row in ipairs(settings.list { values = shown(job.settings),
    origins = job.settings.origins or {} }) do
    if not row.path:find("^layout%.page%.[tw]") then
      local cells = { row.path, h.code { dir = "auto", row.value },
        row.origin or page:say("settings_default") }
      all[#all + 1] = cells
      if row.origin then
        changed[#changed + 1] = cells
      end
    end
  end
  return all, changed
end

function run.sections.settings(job, page)
  local all, changed = setting_rows(job, page)
  local columns = { { title = page:say("setting") },
    { title = page:say("value") }, { title = page:say("origin") } }
  return {
    #changed == 0 and h.p { page:say("settings_none") }
      or tables.build(page, { id = "settings", rows = changed,
        columns = columns, is_plain = true,
        caption = page:say("settings_caption") }),
    h.details { h.summary { page:say("settings_all") },
      tables.build(page, { id = "all-settings", rows = all, most = #all,
        columns = columns, is_plain = true,
        caption = page:say("settings_all") }) },
  }
end

function run.sections.versions(_, page)
  local libraries, rows = versions.libraries(),
    { { "undertone", versions.undertone() } }
  for _, name in ipairs(keys.sorted(libraries)) do
    rows[#rows + 1] = { name, libraries[name] }
  end
  return tables.build(page, { id = "versions", rows = rows, is_plain = true,
    caption = page:say("versions_caption"),
    columns = { { title = page:say("library") },
      { title = page:say("version") } } })
end

return run
