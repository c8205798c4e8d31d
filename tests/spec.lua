-- spec.lua: runs Lua specs inside our own binary.
-- usage: undertone tests/spec.lua FILE...
-- A spec file calls describe(name, fn) and it(name, fn); a failed assertion
-- is an error. Prints one line per failure and a count; fails the process
-- when any spec failed or none ran.

local passed, failed = 0, 0
local prefix = ""

function describe(name, body)
  local outer = prefix
  prefix = prefix .. name .. " "
  body()
  prefix = outer
end

local function explain(failure)
  if type(failure) == "table" and failure.message then
    failure = failure.message
  end
  return debug.traceback(tostring(failure), 2)
end

function it(name, body)
  local ok, why = xpcall(body, explain)
  if ok then
    passed = passed + 1
  else
    failed = failed + 1
    print("not ok: " .. prefix .. name .. "\n" .. why)
  end
end

for _, path in ipairs(arg) do
  local chunk, why = loadfile(path, "t")
  if not chunk then
    error(why, 0)
  end
  chunk()
end

print(("%d checks passed, %d failed"):format(passed, failed))
return (failed == 0 and passed > 0) and 0 or 1
