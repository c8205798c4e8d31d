-- settings_rules_spec.lua: which values the settings take, and in what words
-- others are refused.

local columns = require "undertone.columns"
local settings = require "undertone.settings"
local fixture = require "settings_fixture"

local load_text = fixture.load_text
local refusal = fixture.refusal
local equal = fixture.equal

describe("settings", function()
  it("name the value that is wrong and what is wanted", function()
    equal(refusal "return {\n  topics = { k = 0 } }",
      'FILE:2: topics.k must be a whole number from 1 to 1000, or "auto",'
        .. " got 0")
    equal(refusal "return { topics = { k = 'many' } }",
      'FILE:1: topics.k must be a whole number from 1 to 1000, or "auto",'
        .. ' got "many"')
    equal(refusal "return { outcomes = { map = { a = 1 } } }",
      "FILE:1: outcomes.map.a must be a text that is not empty, got 1")
    equal(refusal "return { window = { from = 'yesterday' } }",
      "FILE:1: window.from must be a time such as 2026-11-01T00:00:00Z,"
        .. ' or false, got "yesterday"')
    equal(refusal "return { topics = 5 }",
      "FILE:1: topics must be a table, got 5")
  end)

  it("take both ends of a range, and nothing beyond", function()
    for _, row in ipairs { { "topics.k", 1, 1000, 1 },
      { "sentiment.positive", -0.05, 1, 0.01 } } do
      local path, low, high, step = table.unpack(row)
      for _, value in ipairs { low, high } do
        settings.load { set = { ("%s=%s"):format(path, value) } }
      end
      for _, value in ipairs { low - step, high + step } do
        local ok, why = pcall(settings.load,
          { set = { ("%s=%s"):format(path, value) } })
        assert(not ok and why.code == "usage")
      end
    end
    assert(refusal "return { topics = { k = 2.5 } }":find("got 2.5", 1, true))
  end)

  it("refuse lists that are none, and elements that do not belong",
    function()
      local filters = "local filters = require 'undertone.filters'\n"
      local filter = 'a filter: a function, filters.channels { "chat" } and'
        .. ' the like, or { needs = "metadata" or "transcript", keep ='
        .. ' function }'
      local column = "a column: a name, or { name = text, value = function }"
      local rows = {
        { filters .. "return { filters = filters.channels { 'chat' } }",
          "FILE:2: filters must be a list of filters, got a table with the"
            .. " key 'keep'" },
        { filters .. "return { filters = { filters.min_characters } }",
          "FILE:2: filters[1] must be " .. filter
            .. ", got filters.min_characters, which was not called" },
        { "return { filters = { print, 5 } }",
          "FILE:1: filters[2] must be " .. filter .. ", got 5" },
        { "return { filters = { { needs = 'meta', keep = print } } }",
          "FILE:1: filters[1] must be " .. filter
            .. ', got a table with needs = "meta"' },
        { "return { filters = { { needs = 'metadata' } } }",
          "FILE:1: filters[1] must be " .. filter
            .. ", got a table without a function 'keep'" },
        { "return { layout = { extra_columns = { minutes = print } } }",
          "FILE:1: layout.extra_columns must be a list of columns, got a"
            .. " table with the key 'minutes'" },
        { "return { layout = { extra_columns = { { name = 'm' } } } }",
          "FILE:1: layout.extra_columns[1] must be " .. column
            .. ", got a table without a function 'value'" },
        { "return { layout = { columns = { 'outcome', 'agent_scor' } } }",
          "FILE:1: layout.columns[2] must be " .. column
            .. ", got \"agent_scor\", did you mean 'agent_score'?" },
        { "return { layout = { columns = {} } }",
          "FILE:1: layout.columns must be a list of columns, at least one,"
            .. " got a list of 0" },
        { "return { sentiment = { overlays = { a = 'x' } } }",
          "FILE:1: sentiment.overlays must be a list of texts that are not"
            .. " empty, got a table with the key 'a'" },
        { "return { sentiment = { overlays = { 5 } } }",
          "FILE:1: sentiment.overlays[1] must be a text that is not empty,"
            .. " got 5" },
        { "return { topics = { ignore = { 'a', nil, 'b' } } }",
          "FILE:1: topics.ignore must be a list of texts that are not empty,"
            .. " got a list with gaps" },
        { "return { outcomes = { order = 'Success' } }",
          "FILE:1: outcomes.order must be a list of texts that are not empty,"
            .. ' got "Success"' },
        { "return { layout = { figure_formats = { 'gif' } } }",
          "FILE:1: layout.figure_formats[1] must be one of png, svg, pdf,"
            .. ' got "gif"' },
        { "return { layout = { page = { words = {\n"
          .. " lead_differ = 'Only %s' } } } }",
          "FILE:2: layout.page.words.lead_differ must be a text with 5 %s to"
            .. ' fill in, got "Only %s"' },
        { "return { layout = { page = { words = { skip = '%s' } } } }",
          "FILE:1: layout.page.words.skip must be a text with 0 %s to fill"
            .. ' in, got "%s"' },
        { "return { layout = { page = { words = { skip = 5 } } } }",
          "FILE:1: layout.page.words.skip must be a text with 0 %s to fill"
            .. " in, got 5" },
        { "return { layout = { page = { sections = { 5 } } } }",
          "FILE:1: layout.page.sections[1] must be a section: a name, or"
            .. " { name = a word, title = text, content = function }, got 5" },
      }
      for _, row in ipairs(rows) do
        equal(refusal(row[1]), row[2])
      end
    end)

  it("refuse wrong arguments of ready-made filters where they are given",
    function()
      local head = "local filters = require 'undertone.filters'\n"
        .. "return { filters = {\n"
      equal(refusal(head .. "filters.channels('chat') } }"), "FILE:3:"
        .. ' filters.channels wants a list of texts such as { "a", "b" }')
      equal(refusal(head .. "filters.dispositions {} } }"), "FILE:3:"
        .. ' filters.dispositions wants a list of texts such as'
        .. ' { "a", "b" }')
      equal(refusal(head .. "filters.channels { 5 } } }"),
        "FILE:3: filters.channels wants texts")
      equal(refusal(head .. "filters.dates('nonsense') } }"), "FILE:3:"
        .. " filters.dates wants times such as 2026-11-01T00:00:00Z, or nil")
      equal(refusal(head .. "filters.dates(nil, 5) } }"), "FILE:3:"
        .. " filters.dates wants times such as 2026-11-01T00:00:00Z, or nil")
      equal(refusal(head .. "filters.min_characters '40' } }"),
        "FILE:3: filters.min_characters wants a number")
      equal(refusal(head .. "filters.chanels { 'chat' } } }"), "FILE:3:"
        .. " there is no filters.chanels, did you mean 'channels'?")
    end)

  it("refuse figures that nobody draws", function()
    equal(refusal [[return {
      layout = { figures = { topic_cluster = { title = "x" } } } }]],
      "FILE:2: layout.figures.topic_cluster must be a stock figure, or a"
        .. " table with a function 'draw', got a table without one, did you"
        .. " mean 'layout.figures.topic_clusters'?")
    equal(refusal [[return { layout = { figures = { mine = { draw = 5 } } } }]],
      "FILE:1: layout.figures.mine must be a stock figure, or a table with a"
        .. " function 'draw', got a table without one")
    equal(refusal [[return { layout = { figures = {
      ["../x"] = { draw = print } } } }]],
      "FILE:1: layout.figures: a key must be a name of letters, digits, _"
        .. ' and -, got "../x"')
    equal(refusal [[return { layout = { figures = {
      topic_clusters = { caption = 5 } } } }]],
      "FILE:2: layout.figures.topic_clusters.caption must be a text, got 5")
    equal(refusal [[return { layout = { figures = {
      topic_clusters = { width = 500 } } } }]],
      "FILE:2: layout.figures.topic_clusters.width must be a number from 1"
        .. " to 40, got 500")
    equal(refusal [[return {
      layout = { figure_order = { "k_sweep", "topic_cluster" } } }]],
      'FILE:2: layout.figure_order[2] must be a name in layout.figures, got'
        .. ' "topic_cluster", did you mean \'topic_clusters\'?')
    equal(refusal 'return { layout = { figure_order = { "../x" } } }',
      "FILE:1: layout.figure_order[1] must be a name of letters, digits, _"
        .. ' and -, got "../x"')
  end)

  it("take shares and counts of documents, and nothing below", function()
    for _, key in ipairs { "min_df", "max_df" } do
      for _, value in ipairs { "-3", "-1", "0", "1.5", "2.0", "'2'" } do
        local text = ("return { topics = { %s = %s } }"):format(key, value)
        equal(refusal(text), ("FILE:1: topics.%s must be a whole number from"
          .. " 1, or a share such as 0.95, got %s"):format(key,
          (value:gsub("'", '"'))))
      end
      for _, value in ipairs { "1", "3", "0.0", "0.5", "1.0" } do
        assert(load_text(("return { topics = { %s = %s } }"):format(key,
          value)))
      end
    end
  end)

  it("refuse file names that lie elsewhere or belong to the run", function()
    local plain = " must be a plain file name of at most 100 bytes, got "
    for _, key in ipairs { "csv_name", "plot_folder", "page.name" } do
      local path = "layout." .. key
      local table_text = ("return { layout = { %s } }"):format(
        key == "page.name" and "page = { name = %q }" or key .. " = %q")
      for _, name in ipairs { "../x.csv", "/tmp/x", "", ".", "..", ".x",
        ("x"):rep(101) } do
        equal(refusal(table_text:format(name)), "FILE:1: " .. path .. plain
          .. ("%q"):format(name))
      end
      for _, name in ipairs { "undertone.db", "UNDERTONE.DB",
        "undertone.db-wal", "undertone.lock", "run.json", "tables" } do
        equal(refusal(table_text:format(name)), "FILE:1: " .. path .. plain
          .. ("%q, which is a file of the run itself"):format(name))
      end
      assert(load_text(table_text:format("Übersicht 1.csv")))
      assert(load_text(table_text:format(("x"):rep(100))))
    end
    equal(refusal [[return { layout = { csv_name = "REPORT.HTML",
      page = { name = "Report.Html" } } }]], "FILE:2: layout.page.name must"
      .. ' not be that of layout.csv_name, got "Report.Html"')
    equal(refusal "return { layout = {\n csv_name = 'Report.HTML' } }",
      "FILE:2: layout.page.name must not be that of layout.csv_name, got"
        .. ' "report.html"')
    equal(refusal "return { layout = {\n plot_folder = 'x', csv_name = 'x' } }",
      "FILE:2: layout.plot_folder must not be that of layout.csv_name, got"
        .. ' "x"')
  end)

  it("refuse a column that comes twice", function()
    equal(refusal [[return { layout = {
      extra_columns = { { name = "channel", value = print } } } }]],
      "FILE:2: layout.extra_columns[1]: there is a column 'channel' before"
        .. " it")
    local layout = load_text [[return { layout = {
      columns = { "turns", "channel" },
      extra_columns = { "channel", "outcome" } } }]].layout
    equal(table.concat(columns.header(columns.from_layout(layout)), " "),
      "turns channel outcome")
  end)

  it("take true and false for what is either, and nothing else", function()
    equal(load_text("return { tidy_tables = true }").tidy_tables, true)
    for _, value in ipairs { '"yes"', "1" } do
      equal(refusal(("return { tidy_tables = %s }"):format(value)),
        "FILE:1: tidy_tables must be true or false, got " .. value)
    end
  end)

  it("want paths of the service that can be asked for", function()
    equal(refusal "return { cxone = { transcript_path = '/t/%d' } }",
      "FILE:1: cxone.transcript_path must be a path that begins with \"/\","
        .. ' with one %s for the id, got "/t/%d"')
    for _, path in ipairs { "/t/%s/%s", "/%%/%s", "/t" } do
      equal(refusal(("return { cxone = { transcript_path = %q } }"):format(
        path)), "FILE:1: cxone.transcript_path must be a path that begins"
        .. ' with "/", with one %s for the id, got "' .. path .. '"')
    end
    equal(refusal "return { cxone = { query_path = 'query' } }",
      "FILE:1: cxone.query_path must be a path that begins with \"/\", got"
        .. ' "query"')
  end)

  it("refuse a positive threshold below the negative one", function()
    local ok, why = pcall(settings.load,
      { set = { "sentiment.positive=-0.2" } })
    assert(not ok and why.code == "usage")
    equal(why.message, "sentiment.positive (-0.2, --set) must not be below"
      .. " sentiment.negative (-0.05, default)")
    settings.load { set = { "sentiment.positive=-0.05" } }
  end)
end)
