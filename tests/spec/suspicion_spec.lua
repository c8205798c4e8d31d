-- suspicion_spec.lua: many first answers alike are suspicious, few are not.

local suspicion = require "undertone.suspicion"

-- Shows the statuses to a new watch; returns the warnings.
local function warnings(...)
  local watch, list = suspicion.watch(), {}
  for _, part in ipairs { ... } do
    for _ = 1, part[2] do
      list[#list + 1] = watch:see { status = part[1],
        reason = part[1] .. "!" }
    end
  end
  return list
end

describe("suspicion", function()
  it("stops when the first ten are forbidden", function()
    local ok, why = pcall(warnings, { "forbidden", 10 })
    assert(not ok and why.code == "credentials")
    assert(why.message:find("all forbidden, forbidden!: give this client the"
      .. " scope", 1, true))
    assert(#warnings { "forbidden", 9 } == 0)
    assert(#warnings({ "ok", 1 }, { "forbidden", 50 }) == 0)
    assert(#warnings({ "forbidden", 9 }, { "ok", 1 }, { "forbidden", 9 }) == 0)
  end)

  it("warns once when the first twenty are missing", function()
    local list = warnings { "missing", 200 }
    assert(#list == 1 and list[1]:find("cxone.transcript_path", 1, true))
    assert(#warnings { "missing", 20 } == 1)
    assert(#warnings { "missing", 19 } == 0)
    assert(#warnings({ "missing", 19 }, { "ok", 1 }, { "missing", 50 }) == 0)
  end)

  it("does not believe that all of many are missing", function()
    assert(suspicion.all_missing { missing = 20, excluded = 5 })
    assert(not suspicion.all_missing { missing = 19, excluded = 5 })
    assert(not suspicion.all_missing { missing = 200, empty = 1 })
    assert(not suspicion.all_missing {})
  end)

  it("trusts a service that gave transcripts before", function()
    local watch = suspicion.watch(true)
    for _ = 1, 50 do
      assert(watch:see { status = "forbidden" } == nil)
    end
  end)

  it("lets all else pass", function()
    assert(#warnings({ "ok", 50 }, { "failed", 50 }) == 0)
    assert(#warnings { "failed", 50 } == 0)
  end)
end)
