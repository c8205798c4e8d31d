-- figure_labels.lua: what a layout may say of a figure, and of which kind.
-- Width and height are in inches; `empty` are the words shown when there is
-- nothing to draw. What else stands for a default is in undertone.charts.

local failure = require "undertone.failure"
local keys = require "undertone.keys"
local nearest = require "undertone.nearest"

local figure_labels = {}

-- Label -> the kind of its value.
figure_labels.KINDS = {
  title = "string", subtitle = "string", caption = "string",
  xlabel = "string", ylabel = "string", empty = "string",
  width = "number", height = "number",
}
local KINDS = figure_labels.KINDS
local NAMES = keys.sorted(KINDS)

-- Raises "usage" on a label that no figure has or that is of another kind;
-- `where` begins the message.
function figure_labels.check(labels, where)
  for key, value in pairs(labels) do
    if not KINDS[key] then
      failure.raise("usage", "%s: a figure has no label '%s'%s", where,
        tostring(key), nearest.hint(tostring(key), NAMES))
    elseif type(value) ~= KINDS[key] then
      failure.raise("usage", "%s.%s must be a %s, got a %s", where, key,
        KINDS[key], type(value))
    end
  end
end

return figure_labels
