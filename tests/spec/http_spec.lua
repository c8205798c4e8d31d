-- http_spec.lua: the client by itself and against the example tenant.

local cjson = require "cjson"
local http = require "undertone.http"
local oauth = require "undertone.oauth"

local TRANSCRIPT = "/api/v1/conversations/%s/transcripts"
local QUERY = "/api/v1/analytics/conversations/details/query"
local with_tenant = require("support.tenant").with

local function new_client(origin, extra)
  local options = { origin = origin, concurrency = 4, retry_base_ms = 1,
    retry_throttle_ms = 1,
    sign_in = oauth.client_credentials { client_id = "me",
      client_secret = "hush" } }
  for name, value in pairs(extra or {}) do
    options[name] = value
  end
  return assert(http.client(options))
end

local function first_ids(client, count)
  local page = assert(client:request { path = QUERY,
    json_body = ('{"pageSize":%d}'):format(count) })
  local ids = {}
  for i, conversation in ipairs(cjson.decode(page.body).conversations) do
    ids[i] = conversation.conversationId or conversation.id
  end
  return ids
end

describe("http", function()
  it("escapes ids and encodes forms", function()
    assert(http.escape("a/b?c#d..") == "a%2Fb%3Fc%23d..")
    assert(http.escape("..") == "%2E%2E")
    assert(http.form { b = "x y", a = "&=", c = 1 } == "a=%26%3D&b=x%20y&c=1")
  end)

  it("calls on_wait while nothing comes", function()
    with_tenant("--latency 500", function(origin)
      local calls = 0
      local client <close> = new_client(origin, { on_wait = function()
        calls = calls + 1
      end })
      assert(client:request { path = "/", auth = false })
      assert(calls >= 2, calls)
    end)
  end)

  it("shows hostile text harmlessly", function()
    assert(http.show("a\27[31m\u{202e}\r\n\0é") ==
      "a\\x1b[31m\\xe2\\x80\\xae\\x0d\\x0a\\x00é")
    assert(http.show(("x"):rep(1000)) == ("x"):rep(80) .. "...")
    assert(http.show("\xff\xc3") == "\\xff\\xc3")
  end)

  it("tells statuses that pass from those that stay", function()
    for _, status in ipairs { 408, 425, 429, 500, 502, 503, 504, 507, 522,
      599 } do
      assert(http.is_passing(status), status)
    end
    for _, status in ipairs { 0, 200, 302, 400, 401, 403, 404, 422, 501, 505,
      600, 999 } do
      assert(not http.is_passing(status), status)
    end
    for _, status in ipairs { -1, 1000, 1 << 32 | 500, "x", 500.5 } do
      assert(not pcall(http.is_passing, status), status)
    end
  end)

  it("refuses unsafe origins and unknown options", function()
    local client, message, code = http.client { origin = "http://example.com" }
    assert(client == nil and code == "refused", message)
    client, message, code = http.client {}
    assert(client == nil and code == "invalid", message)
    client, message, code = http.client { origin = "https://example.com",
      concurrency = 0 }
    assert(client == nil and code == "invalid", message)
    local ok, why = pcall(http.client, { origin = "https://a", tiemout = 1 })
    assert(not ok and why:find("unknown option 'tiemout'"))
    ok, why = pcall(http.client, { origin = "https://a", attempts = 1.5 })
    assert(not ok and why:find("'attempts' must be a whole number"))
  end)

  it("tells misuse apart from failure", function()
    local client <close> = new_client("http://127.0.0.1:1")
    for _, request in ipairs { { path = 1 }, {}, { path = {} },
      { path = "/", headers = { ["X-A"] = "a\r\nb" } },
      { path = "/", headers = { Authorization = "x" } } } do
      assert(not pcall(client.submit, client, request))
    end
    local ok, message, code = client:submit { path = "no-slash" }
    assert(ok == nil and code == "invalid", message)
    ok, message, code = client:submit { path = "/", method = "DELETE" }
    assert(ok == nil and code == "invalid", message)
    assert(client:pending() == 0 and client:wait() == nil)
  end)

  it("says that nobody listens, without the query", function()
    local client <close> = new_client("http://127.0.0.1:1", { attempts = 2 })
    local response, message, code, details = client:request { auth = false,
      path = "/x?secret=1" }
    assert(response == nil and code == "network" and details.attempts == 2)
    assert(message:find("^GET http://127.0.0.1:1/x: .+%(curl 7%)"), message)
    assert(message:find("attempt 2 of 2") and not message:find("secret"))
  end)

  it("resolves links on its origin only", function()
    local client <close> = new_client("https://api.example.com/v1")
    assert(client:resolve("https://api.example.com/v1/a?b") == "/a?b")
    assert(client:resolve("?p=2", "/a?p=1") == "/a?p=2")
    for _, link in ipairs { "https://evil.example/v1/a", "//evil.example",
      "", "/v2/a", "\0", 7, {}, true } do
      local path, message, code = client:resolve(link)
      assert(path == nil and code == "refused", message)
    end
  end)

  it("cannot be used once closed", function()
    local client = new_client("https://api.example.com")
    client:close()
    client:close()
    local ok, why = pcall(client.submit, client, { path = "/" })
    assert(not ok and why:find("closed"))
    assert(tostring(client.engine) == "http client (closed)")
  end)
end)

describe("http against the tenant", function()
  it("signs in once and fetches many", function()
    with_tenant("", function(origin)
      local client <close> = new_client(origin)
      local ids = first_ids(client, 50)
      for _, id in ipairs(ids) do
        assert(client:submit { path = TRANSCRIPT:format(http.escape(id)),
          tag = id,
          decode = function(body) return cjson.decode(body) end })
      end
      assert(client:pending() == #ids and #ids > 20)
      local seen, missing = 0, 0
      for request, response in client.wait, client do
        seen = seen + 1
        missing = missing + (response.status == 404 and 1 or 0)
        assert(request.tag and (response.status == 404 or response.value))
        assert(response.headers["content-type"])
      end
      assert(seen == #ids and missing < seen)
      assert(client:stats().requests == #ids + 2) -- the query, one token
    end)
  end)

  it("stops at wrong credentials without naming the secret", function()
    with_tenant("", function(origin)
      local client <close> = new_client(origin, {
        sign_in = oauth.client_credentials { client_id = "me",
          client_secret = "wrong-secret" } })
      local response, message, code = client:request { path = "/x" }
      assert(response == nil and code == "credentials")
      assert(message:find("401 invalid_client") and not message:find("wrong"))
      assert(client:stats().requests == 1)
      local ok, _, again = client:submit { path = "/x" }
      assert(ok == nil and again == "credentials")
    end)
  end)

  -- How a request ends with that sign_in.
  local function outcome_with(sign_in)
    local response, message, code
    with_tenant("", function(origin)
      local client <close> = new_client(origin, { sign_in = sign_in })
      response, message, code = client:request { path = "/x" }
      assert(not client:submit { path = "/x" }) -- it has stopped
    end)
    return response, message, code
  end

  it("says what is wrong with what a sign_in returns", function()
    for _, row in ipairs {
      { "t", "soon", "lifetime that is no number of seconds: soon" },
      { "t", {}, "lifetime that is no number of seconds: table" },
      { true, 60, "a token that is a boolean" } } do
      local response, message, code = outcome_with(function()
        return row[1], row[2]
      end)
      assert(response == nil and code == "usage", code)
      assert(message:find(row[3], 1, true), message)
    end
  end)

  it("refuses a sign_in that waits for its own token", function()
    for _, ask in ipairs { "request", "submit" } do
      with_tenant("", function(origin)
        local client <close> = new_client(origin, {
          sign_in = function(client)
            client[ask](client, { path = "/oauth2/token", form = {} })
            return "t"
          end })
        local ok, why = pcall(client.request, client, { path = "/x" })
        assert(not ok and why.code == "usage", tostring(why))
        assert(why.message:find("sign_in asks for /oauth2/token", 1, true))
        local again, _, code = client:submit { path = "/x" }
        assert(again == nil and code == "script")
      end)
    end
  end)

  it("gets everything although one in five answers fails", function()
    with_tenant("--fail 0.2 --seed 7", function(origin)
      local retries = 0
      local client <close> = new_client(origin, { retry_cost = 0,
        breaker_ms = 1, breaker_most_ms = 1, attempts = 12,
        on_event = function(event)
          retries = retries + (event.kind == "retry" and 1 or 0)
          assert(event.message:find("next in"))
        end })
      for i = 1, 200 do
        assert(client:submit { path = QUERY, json_body = "{}", tag = i })
      end
      for _, response, message in client.wait, client do
        assert(response and response.status == 200, message)
      end
      assert(retries > 0 and client:stats().retries == retries)
    end)
  end)

  it("repeats what decode refuses, twice", function()
    with_tenant("", function(origin)
      local client <close> = new_client(origin)
      local calls = 0
      local response, message, code, details = client:request { path = QUERY,
        json_body = "{}", decode = function()
          calls = calls + 1
          return nil, "no sense in it"
        end }
      assert(response == nil and code == "http" and calls == 3)
      assert(details.attempts == 3 and message:find("no sense in it"))
    end)
  end)

  it("keeps results that came while a request was awaited", function()
    with_tenant("", function(origin)
      local client <close> = new_client(origin)
      for i = 1, 20 do
        assert(client:submit { path = QUERY, json_body = "{}", tag = i })
      end
      assert(client:request { path = QUERY, json_body = "{}" })
      local seen = {}
      for request in client.wait, client do
        seen[request.tag] = true
      end
      assert(#seen == 20)
    end)
  end)

  it("tells once what is odd about the life of tokens", function()
    with_tenant("--fault F28.zero@token --fault F24@page:2", function(origin)
      local told = {}
      local client <close> = new_client(origin, { on_event = function(event)
        told[#told + 1] = event.kind == "token" and event.message or nil
      end })
      for _ = 1, 2 do
        local request = { path = QUERY, json_body = "{}" }
        assert(assert(client:request(request)).status == 200)
      end
      assert(client:stats().requests == 5) -- a token, two pages, both again
      assert(#told == 1 and told[1] == "sign-in at " .. origin
        .. ": expires_in is 0; the token counts as good for 30 s", told[1])
    end)
  end)

  it("describes an answer that is no success", function()
    with_tenant("", function(origin)
      local client <close> = new_client(origin)
      local request = { path = "/api/v1/nothing?x=1" }
      local text = assert(client:request(request)).description
      assert(text:find("^GET " .. origin:gsub("%p", "%%%0")
        .. "/api/v1/nothing: the service answered 404: {"), text)
      request.auth = false
      text = assert(client:request(request)).description
      assert(text:find("answered 404 %(application/json, %d+ bytes%)$"), text)
    end)
  end)
end)
