-- page_results_spec.lua: what the page's tables of results mark and say.

local h = require "undertone.markup"
local relate = require "undertone.relate"
local results = require "undertone.page_results"

local page = {}

function page.say(_, key, ...)
  return key .. " " .. table.concat({ ... }, " ")
end

function page.outcome(_, name)
  return name
end

local function section(name, data)
  return h.render(h.div { results.sections[name]({
    relations = relate.outcomes(data, { resamples = 999 }) }, page) })
end

local function rows_of(counts)
  local list = {}
  for i, row in ipairs(counts) do
    list[i] = { name = "row " .. i,
      counts = { A = row[1], B = row[2], C = row[3] } }
  end
  return list
end

local OUTCOMES = { { outcome = "A", scores = {} },
  { outcome = "B", scores = {} }, { outcome = "C", scores = {} } }

-- One residual beyond 2, which so many cells have by chance.
local CHANCE = rows_of { { 20, 10, 10 }, { 13, 13, 14 }, { 13, 14, 13 },
  { 13, 13, 14 }, { 13, 14, 13 }, { 14, 13, 13 }, { 13, 13, 14 } }
local CLEAR = rows_of { { 40, 10, 10 }, { 10, 30, 30 } }

local function is_marked(html)
  return html:find("▲", 1, true) ~= nil
end

describe("the page's tables of results", function()
  it("mark cells only of topics that are clearly unlike", function()
    local html = section("topic_outcomes",
      { outcomes = OUTCOMES, topics = CHANCE })
    assert(html:find("+2.", 1, true) and not is_marked(html), html)
    html = section("topic_outcomes", { outcomes = OUTCOMES, topics = CLEAR })
    assert(is_marked(html) and html:find("▼ −", 1, true))
  end)

  it("show residuals of labels, marked when the test is clear", function()
    local html = section("labels", { outcomes = OUTCOMES, labels = CHANCE })
    assert(html:find("+2.", 1, true) and not is_marked(html), html)
    html = section("labels", { outcomes = OUTCOMES, labels = CLEAR })
    assert(html:find(" · ▲ +", 1, true) and html:find('class="number more"'))
  end)

  it("show no residual of an outcome that is too small", function()
    local few = rows_of { { 40, 10, 3 }, { 10, 30, 0 } }
    local html = section("labels", { outcomes = OUTCOMES, labels = few })
    local _, residuals = html:gsub("[+−]%d%.%d", "")
    assert(residuals == 4, html)
  end)

  it("give both sizes of a difference an interval", function()
    local low, high = {}, {}
    for i = 1, 20 do
      low[i], high[i] = i, i + 7
    end
    local html = section("tests", { outcomes = { { outcome = "A",
      scores = high }, { outcome = "B", scores = low } } })
    assert(html:find("U = 84.5", 1, true), html)
    assert(html:find("ε² = [%d.]+ %([%d.]+ to [%d.]+%), "
      .. "η² = [%d.]+ %([%d.]+ to [%d.]+%)"), html)
  end)

  it("say of equal scores that they are, not that they are few", function()
    local equal = {}
    for i = 1, 10 do
      equal[i] = 0.79
    end
    local data = { outcomes = { { outcome = "A", scores = equal, missing = 0 },
      { outcome = "B", scores = { 1 }, missing = 0 },
      { outcome = "C", scores = { 0, 1, 0, 1, 1, 0, 1, 0 }, missing = 0 } } }
    local html = section("outcomes", data)
    assert(html:find(">all_equal <", 1, true), html)
    assert(select(2, html:gsub(">few <", "")) == 1)
    assert(section("tests", data):find("ε² = ", 1, true))
  end)
end)
