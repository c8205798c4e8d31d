-- page_figures.lua: the figures as pictures inside the page.

local h = require "undertone.markup"
local palette = require "undertone.palette"

local figures = { sections = {} }

-- The page's policy allows no style attribute; what cairo writes in one are
-- all properties that SVG also has as attributes. Attribute values hold no
-- quote of their own, so the pattern meets style attributes only.
local function without_styles(svg)
  return (svg:gsub(' style="([^"]*)"', function(style)
    return (style:gsub("%s*([%w-]+)%s*:%s*([^;]+);?", ' %1="%2"'))
  end))
end

-- A picture in colours of its own stays on white paper.
local function figure(entry)
  local svg, is_ours = palette.in_page(without_styles(entry.figure:svg {
    id_prefix = "figure-" .. entry.name, alternative = entry.title }))
  return h.figure { id = "figure-" .. entry.name,
    h.div { class = is_ours and "scroll picture" or "scroll picture paper",
      role = "group", tabindex = "0", ["aria-label"] = entry.title,
      h.raw(svg) },
    h.figcaption { entry.alternative or entry.title } }
end

function figures.sections.figures(job)
  local list = {}
  for i, entry in ipairs(job.figure_list or {}) do
    list[i] = figure(entry)
  end
  return #list > 0 and h.div { class = "figures", list }
end

return figures
