local resource = require "undertone.resource"

describe("resource", function()
  it("lists the files of one folder, each once", function()
    local seen = {}
    for _, name in ipairs(resource.names "lexicon") do
      assert(not seen[name], name)
      seen[name] = true
    end
    assert(seen["vader.txt"] and not seen["report.lua"])
    assert(#resource.names "no_such_folder" == 0)
  end)

  it("reads what is compiled in and says where it came from", function()
    local bytes, origin = resource.read "scripts/outcomes.lua"
    assert(bytes:find("^%-%- outcomes%.lua: "))
    assert(origin:find("scripts/outcomes%.lua$"))
    assert(resource.where "scripts/outcomes.lua" == origin)
    assert(resource.where "scripts/absent.lua" == nil)
  end)

  it("names the nearest of the same folder", function()
    local bytes, why, code = resource.read "scripts/outcome.lua"
    assert(not bytes and code == "usage")
    assert(why:find("^no 'outcome%.lua' in .*, did you mean"
      .. " 'outcomes%.lua'%?$"), why)
    local ok, missing = pcall(resource.raise_missing_script, "repot")
    assert(not ok and missing.code == "usage")
    assert(missing.message:find("^cannot find script 'repot' in the current"
      .. " folder, .*, did you mean 'report%.lua'%?$"), missing.message)
  end)
end)
