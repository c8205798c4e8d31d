-- resource.lua: the stock files and the user's files of the same name.
-- Names are those of the source tree, such as "scripts/layout.lua".

local stock = require "undertone.stock"

local resource = {}

-- The bytes of a stock file.
function resource.stock(name)
  return stock.read(name)
end

-- The bytes and path of the user's or the installed file of that name, or
-- nil when there is none.
function resource.override(_)
  return nil
end

return resource
