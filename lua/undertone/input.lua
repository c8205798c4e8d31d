-- input.lua: files that a user named, read whole.
-- Files of ours are read by resource.lua, which knows where they may be.

local input = {}

-- The bytes of the file at `path`, or nil, "path: why", "usage".
function input.read(path)
  local file, why = io.open(path, "rb")
  if not file then
    return nil, why, "usage"
  end
  local bytes, unreadable = file:read("a")
  file:close()
  if not bytes then
    return nil, ("%s: %s"):format(path, unreadable), "usage"
  end
  return bytes
end

return input
