-- page_run.lua: the sections about the run itself: what is missing by
-- outcome and by reason, settings with what set them, versions.

local h = require "undertone.markup"
local keys = require "undertone.keys"
local opening = require "undertone.page_opening"
local settings = require "undertone.settings"
local tables = require "undertone.page_table"
local versions = require "undertone.versions"

local run = {}

-- Where the folder lies says nothing of the data, and a page in another
-- folder is the same page. The page's own words are on the page.
local NOT_SHOWN = { out = true, verbosity = true }

-- --- missing ---------------------------------------------------------------

-- outcome -> status -> n, and how many of each status there are.
local function counts_by_outcome(job)
  local counts, totals = {}, {}
  for _, row in ipairs(job.store:ledger_rows()) do
    local status = row.status == "ok" and "scored" or row.status
    counts[row.outcome] = counts[row.outcome] or {}
    local of_outcome = counts[row.outcome]
    of_outcome[status] = (of_outcome[status] or 0) + row.n
    totals[status] = (totals[status] or 0) + row.n
  end
  return counts, totals
end

-- Those of the table of outcomes, then those only excluded ones have.
local function outcomes_in_order(job, counts)
  local list, seen = {}, {}
  for i, group in ipairs(job.outcomes) do
    list[i], seen[group.outcome] = group.outcome, true
  end
  for _, outcome in ipairs(keys.sorted(counts)) do
    if not seen[outcome] then
      list[#list + 1] = outcome
    end
  end
  return list
end

local function missing_table(job, page)
  local counts, totals = counts_by_outcome(job)
  local columns, present, rows = { { title = page:say("outcome") } }, {}, {}
  for _, status in ipairs { { "scored", "scored" },
    table.unpack(opening.statuses) } do
    if totals[status[1]] then
      present[#present + 1] = status[1]
      columns[#columns + 1] = { title = page:say(status[2]),
        class = "number" }
    end
  end
  for i, outcome in ipairs(outcomes_in_order(job, counts)) do
    rows[i] = { outcome }
    for j, status in ipairs(present) do
      rows[i][j + 1] = tables.n(counts[outcome][status] or 0)
    end
  end
  return tables.build(page, { id = "missing", columns = columns, rows = rows,
    more = "more_outcomes",
    caption = page:say("missing_caption") })
end

-- What has no score by status, reason and outcome, the most frequent first.
local function reasons_by_outcome(job)
  local list, place = {}, {}
  for i, row in ipairs(job.store:ledger_rows()) do
    if row.status ~= "ok" then
      list[#list + 1], place[row] = row, i
    end
  end
  table.sort(list, function(x, y)
    if x.n ~= y.n then
      return x.n > y.n
    end
    return place[x] < place[y]
  end)
  return list
end

local function reasons_table(job, page)
  local words, rows = {}, {}
  for _, status in ipairs(opening.statuses) do
    words[status[1]] = page:say(status[2])
  end
  for i, row in ipairs(reasons_by_outcome(job)) do
    rows[i] = { words[row.status], row.reason ~= "" and row.reason,
      h.bdi { row.outcome }, tables.n(row.n) }
  end
  if #rows == 0 then
    return h.p { page:say("reasons_none") }
  end
  return tables.build(page, { id = "reasons", rows = rows,
    more = "more_reasons", caption = page:say("reasons_caption"),
    columns = { { title = page:say("status") }, { title = page:say("reason") },
      { title = page:say("outcome") },
      { title = page:say("n"), class = "number" } } })
end

function run.missing(job, page)
  return { missing_table(job, page), reasons_table(job, page) }
end

-- --- settings and versions -------------------------------------------------

local function setting_rows(job, page)
  local all, changed = {}, {}
  for _, row in ipairs(settings.list {
    values = job.settings, origins = job.settings.origins or {} }) do
    if not NOT_SHOWN[row.path]
      and not row.path:find("^layout%.page%.[tw]") then
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

function run.settings(job, page)
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

function run.versions(_, page)
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
