-- figures.lua: the report's figures, from a job to files.
-- A figure is a function (job, labels) --> figure, alternative, table: what
-- undertone.plot draws, one sentence that says what it shows in numbers, and
-- the numbers themselves as { columns = names, rows = lists of cells }; nil
-- when there is no such figure for this job. The stock ones are put together
-- here by name; an entry of layout.figures with a function `draw` is another
-- one, or stands in for the stock one of its name.

local charts = require "undertone.charts"
local failure = require "undertone.failure"
local figure_data = require "undertone.figure_data"
local figure_tables = require "undertone.figure_tables"
local figure_words = require "undertone.figure_words"
local file = require "undertone.file"
local sheets = require "undertone.sheets"

local figures = {}

local function draw_stock(name, job, labels)
  local data = figure_data[name](job)
  if not data then
    return nil
  end
  local figure = charts[name](data, labels)
  local sentence = figure_words[name](data) or labels.empty
    or charts.empty_words(name, data)
  return figure, sentence, figure_tables[name](data)
end

local function refuse(name, what, found)
  failure.raise("usage", "layout.figures.%s.draw must return %s, returned %s",
    name, what, found)
end

local CELLS = { string = true, number = true, boolean = true, ["nil"] = true }

local function is_list_of(kinds, list)
  if type(list) ~= "table" then
    return false
  end
  for _, value in pairs(list) do
    if not kinds[type(value)] then
      return false
    end
  end
  return true
end

-- The numbers beside a user's figure can be written as a table.
local function check_numbers(name, numbers)
  if type(numbers) ~= "table"
    or not is_list_of({ string = true }, numbers.columns)
    or #numbers.columns == 0
    or not is_list_of({ table = true }, numbers.rows) then
    refuse(name, "its numbers as { columns = names, rows = lists of cells }",
      "something else")
  end
  for i, cells in ipairs(numbers.rows) do
    if not is_list_of(CELLS, cells) then
      refuse(name, "rows of texts, numbers and booleans",
        ("others in row %d"):format(i))
    end
  end
end

-- A figure of the user's own; what it raises is told with its name.
local function draw_own(name, entry, job, labels)
  local ok, figure, sentence, numbers = pcall(entry.draw, job, labels)
  if not ok then
    failure.raise("usage", "layout.figures.%s.draw failed: %s", name,
      failure.describe(figure))
  elseif not figure then
    return nil
  elseif not (type(figure) == "table" and figure.save) then
    refuse(name, "a figure of undertone.plot", "a " .. type(figure))
  elseif sentence ~= nil and type(sentence) ~= "string" then
    refuse(name, "a sentence as its second value", "a " .. type(sentence))
  elseif numbers ~= nil then
    check_numbers(name, numbers)
  end
  return figure, sentence, numbers
end

local function labels_of(entry)
  local labels = {}
  for key, value in pairs(entry or {}) do
    labels[key] = value
  end
  labels.draw = nil
  return labels
end

-- The figure of that name as { name =, title =, figure =, alternative =,
-- table = or nil }, or nil when the job has none.
function figures.draw(name, job)
  local entry = job.settings.layout.figures[name]
  local labels = labels_of(entry)
  local stock_title = charts.labels[name] and charts.labels[name].title
  local title = labels.title or stock_title or name
  local figure, sentence, numbers
  if entry and entry.draw then
    figure, sentence, numbers = draw_own(name, entry, job, labels)
  else
    figure, sentence, numbers = draw_stock(name, job, labels)
  end
  return figure and { name = name, title = title, figure = figure,
    alternative = sentence or title, table = numbers } or nil
end

local function save_pictures(drawn, stem, layout)
  drawn.paths = {}
  for i, format in ipairs(layout.figure_formats) do
    drawn.paths[i] = stem .. "." .. format
    failure.check(drawn.figure:save(drawn.paths[i], { dpi = layout.dpi,
      alternative = drawn.title .. ". " .. drawn.alternative }))
  end
end

local function save_table(drawn, stem, job)
  drawn.data_path = stem .. ".csv"
  local sheet <close> = sheets.create(job, drawn.data_path,
    drawn.table.columns)
  for _, cells in ipairs(drawn.table.rows) do
    sheet:row(cells)
  end
  sheet:finish()
end

-- Draws the layout's figures in its formats and, when it says so, writes
-- their numbers beside them. Returns the list of { name =, title =, paths =,
-- data_path = or nil, figure =, alternative = } in the layout's order.
function figures.draw_all(job)
  local layout = job.settings.layout
  local folder = job.settings.out .. "/" .. layout.plot_folder
  failure.check(file.mkdir(folder))
  local list = {}
  for _, name in ipairs(layout.figure_order) do
    local drawn = figures.draw(name, job)
    if drawn then
      local stem = folder .. "/" .. name
      save_pictures(drawn, stem, layout)
      if layout.figure_data and drawn.table then
        save_table(drawn, stem, job)
      end
      list[#list + 1] = drawn
    end
  end
  return list
end

-- Whether a figure of the list has a text that no installed font can write.
function figures.lack_fonts(list)
  for _, drawn in ipairs(list) do
    for _, box in ipairs(failure.check(drawn.figure:measure())) do
      if box.lacking then
        return true
      end
    end
  end
  return false
end

-- The paths of all pictures of a list, in order.
function figures.paths(list)
  local paths = {}
  for _, drawn in ipairs(list) do
    table.move(drawn.paths, 1, #drawn.paths, #paths + 1, paths)
  end
  return paths
end

return figures
