-- tenant.lua: the example tenant for Lua tests.

local json = require "undertone.json"

local tenant = {}

local BUILD = os.getenv "BUILD" or "build"
local COMMAND = "exec %s/examples/tenant --port 0 --until-eof"
  .. " --max-seconds 300 --client-id me --client-secret hush %s >%s"
local TRIES = 100000 -- opening a file takes microseconds; seconds in all

local function announced(path, what)
  for _ = 1, TRIES do
    local file <close> = assert(io.open(path))
    local address = file:read("a"):match(what .. " (%S+)\n")
    if address then
      return address
    end
  end
  error "the tenant does not start"
end

-- What body(origin) returns, run while a tenant with these options is up.
function tenant.with(options, body)
  local path = os.tmpname()
  local pipe = assert(io.popen(COMMAND:format(BUILD, options, path), "w"))
  local ok, result = xpcall(body, debug.traceback, announced(path,
    "listening on"))
  pipe:close()
  os.remove(path)
  assert(ok, result)
  return result
end

-- The same, but body(origin, requests) may call requests() for the entries
-- of the tenant's log.
function tenant.with_log(options, body)
  local path = os.tmpname()
  tenant.with(options .. " --log " .. path, function(origin)
    body(origin, function()
      local list = {}
      for line in io.lines(path) do
        list[#list + 1] = json.decode(line)
      end
      return list
    end)
  end)
  os.remove(path)
end

return tenant
