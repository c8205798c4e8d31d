local failure = require "undertone.failure"

describe("undertone.failure", function()
  it("raises with a code and a sentence", function()
    local ok, why = pcall(failure.raise, "usage", "unknown key '%s'", "x%d")
    assert(not ok and why.code == "usage")
    assert(tostring(why) == "unknown key 'x%d'")
    ok, why = pcall(failure.raise, "usage", "100 %")
    assert(not ok and why.message == "100 %")
  end)

  it("passes results through and raises nil, message, code", function()
    local a, b = failure.check(1, 2)
    assert(a == 1 and b == 2)
    assert(select("#", failure.check(nil)) == 3)
    local _, why = pcall(failure.check, nil, "disk full", "storage")
    assert(why.code == "storage" and why.message == "disk full")
    _, why = pcall(failure.check, nil, "odd")
    assert(why.code == "script" and why.http_status == nil)
  end)

  it("keeps the HTTP status of a failed request", function()
    local function fail()
      failure.check(nil, "the path", "http", { status = 404 })
    end
    local _, why = pcall(fail)
    assert(why.http_status == 404 and why.message == "the path")
    _, why = pcall(failure.within, "page 2", fail)
    assert(why.http_status == 404 and why.message == "page 2: the path")
    _, why = pcall(failure.check, nil, "no", "usage", 7)
    assert(why.http_status == nil)
  end)

  it("does again what an interruption ended, and nothing else", function()
    local calls = 0
    local function fails_with(code, times)
      calls = 0
      return pcall(failure.despite_interruption, function(argument)
        assert(argument == "argument")
        calls = calls + 1
        if calls <= times then
          failure.raise(code, "%s", code)
        end
      end, "argument")
    end
    assert(fails_with("interrupted", 0) and calls == 1)
    assert(fails_with("interrupted", 1) and calls == 2)
    assert(not fails_with("interrupted", 2) and calls == 2)
    local ok, why = fails_with("storage", 1)
    assert(not ok and why.code == "storage" and calls == 1)
  end)
end)
