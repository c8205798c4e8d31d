-- settings_place.lua: where in a settings file a key is set, as far as its
-- text tells. The file is not parsed: a line that looks like `key =` sets it.

local settings_place = {}

local function lines_of(text)
  local lines = {}
  for line in (text .. "\n"):gmatch("([^\n]*)\n") do
    lines[#lines + 1] = line:lower():gsub("%-%-.*", "")
  end
  return lines
end

local function sets(line, key)
  local name = key:lower():gsub("%p", "%%%0")
  return line:find("%f[%w_]" .. name .. "%f[^%w_][\"']?%s*%]?%s*=%f[^=]")
    and not line:find("%f[%w_]local%s+" .. name .. "%f[^%w_]")
end

-- "file:line: " of the path's last key; each key of the path is looked for
-- behind the one before, and one that is not found has the line of that.
-- "file: " when there is no text or none of it is found. An origin is
-- { name =, text = or nil }.
function settings_place.of(origin, path)
  local lines = lines_of(origin.text or "")
  local from, found = 1, nil
  for key in path:gmatch("[^.]+") do
    for n = from, #lines do
      if sets(lines[n], key) then
        from, found = n, n
        break
      end
    end
  end
  return found and ("%s:%d: "):format(origin.name, found)
    or origin.name .. ": "
end

return settings_place
