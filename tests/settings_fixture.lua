-- settings_fixture.lua: settings files for specs, given as text.

local settings = require "undertone.settings"

local fixture = {}

-- Loads settings text through a real file, as --config does.
function fixture.load_text(text)
  local path = os.tmpname()
  local file = assert(io.open(path, "w"))
  file:write(text)
  file:close()
  local ok, result = pcall(settings.load, { config = path })
  os.remove(path)
  return ok and result.values, result, path
end

-- Why settings of that text are refused.
function fixture.refusal(text)
  local values, why, path = fixture.load_text(text)
  assert(not values, "expected a refusal")
  assert(why.code == "usage", why.code)
  return (why.message:gsub(path:gsub("%p", "%%%0"), "FILE"))
end

function fixture.equal(got, expected)
  assert(got == expected, ("got: %s"):format(tostring(got)))
end

return fixture
