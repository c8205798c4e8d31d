-- http_engine_spec.lua: what http.lua makes of requests and news, over a
-- pretended engine.

-- A client over that engine; the real one is back afterwards.
local function client_over(engine)
  local names = { "undertone.http", "undertone.core.http" }
  local core, saved = require(names[2]), {}
  for _, name in ipairs(names) do
    saved[name], package.loaded[name] = package.loaded[name], nil
  end
  package.loaded[names[2]] = setmetatable({
    new = function() return engine end }, { __index = core })
  local client = require(names[1]).client {}
  for _, name in ipairs(names) do
    package.loaded[name] = saved[name]
  end
  return client
end

-- The order that the engine is given for a request.
local function order_of(request)
  local given
  local client = client_over { submit = function(_, order)
    given = order
    return true
  end }
  assert(client:submit(request))
  return given
end

local function headers(request)
  return table.concat(order_of(request).headers, "|")
end

describe("an http request", function()
  it("asks for JSON and says what it sends, unless it says so itself",
    function()
      assert(headers {} == "Accept|application/json")
      assert(headers { body = "x" } == "Content-Type|application/octet-stream"
        .. "|Accept|application/json")
      assert(headers { json_body = "{}", headers = { accept = "text/csv",
        ["content-TYPE"] = "x/y" } } == "accept|text/csv|content-TYPE|x/y")
    end)

  it("is a POST with a body, and else a GET", function()
    assert(order_of({}).method == "GET")
    assert(order_of({ form = { a = 1 } }).method == "POST")
    assert(order_of({ form = { a = 1 } }).body == "a=1")
    assert(order_of({ json_body = "{}", method = "PUT" }).method == "PUT")
  end)
end)

describe("an http client", function()
  -- Over an engine that has these news, one a step, and three requests of
  -- which one waits for its next attempt.
  local function client_with(news)
    local i = 0
    return client_over {
      event = function() return nil end,
      pending = function() return 3, 1 end,
      is_ready = function() return false end,
      next = function()
        i = i + 1
        return table.unpack(news[i] or { "idle" })
      end,
    }
  end

  local function result(name)
    return { "result", { request = { name = name } }, { status = 404 } }
  end

  it("counts what was not handed out among the pending", function()
    local client, order = client_with {}, nil
    assert(client:pending() == 3 and not client:is_ready())
    assert(select(2, client:pending()) == 1)
    client.engine.submit = function(_, submitted)
      order = submitted
      return true
    end
    client.engine.next = function()
      if client:is_ready() then
        return "result", order, { status = 200 }
      end
      return table.unpack(result "a")
    end
    assert(client:request({}).status == 200) -- "a" came in meanwhile
    assert(client:pending() == 4 and client:is_ready())
    assert(client:wait().name == "a")
    assert(client:pending() == 3 and not client:is_ready())
    client.engine.is_ready = function() return true end
    assert(client:is_ready())
  end)

  it("hands outcomes out in their order, and nothing when idle", function()
    local client = client_with { { "busy" }, result "a",
      { "failed", { request = { name = "b" } }, "gone", "network", {} } }
    local request, response = client:wait()
    assert(request.name == "a" and response.status == 404)
    local failed, none, why, code = client:wait()
    assert(failed.name == "b" and none == nil)
    assert(why == "gone" and code == "network")
    assert(client:wait() == nil)
  end)
end)
