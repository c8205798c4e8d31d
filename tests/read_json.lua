-- read_json.lua: the value that a file of JSON holds.

local cjson = require "cjson"

return function(path)
  local file <close> = assert(io.open(path, "rb"))
  return cjson.decode(file:read "a")
end
