-- oauth_spec.lua: the sign-in against every odd answer a token service may
-- give.

local oauth = require "undertone.oauth"

describe("oauth", function()
  -- What sign_in makes of one answer of the token service.
  local function sign_in(status, body)
    local client = { origin = function() return "https://h" end,
      hide = function(_, secret) return secret == "hush" end }
    function client.request(_, request)
      local response = { status = status, body = body }
      if status == 200 then
        local why
        response.value, why = request.decode(body)
        if response.value == nil then
          return nil, why, "http"
        end
      end
      assert(request.form.client_secret == "hush" and request.auth == false)
      return response
    end
    return oauth.client_credentials { client_id = "me",
      client_secret = "hush" }(client)
  end

  it("reads odd lifetimes", function()
    for field, seconds in pairs {
      [',"expires_in":3600'] = 3600, [',"expires_in":"3600"'] = 3600,
      [""] = 300, [',"expires_in":null'] = 300, [',"expires_in":"soon"'] = 300,
      [',"expires_in":0'] = 30, [',"expires_in":-1'] = 30,
      [',"expires_in":1e308'] = 86400,
      [',"expires_in":1e999'] = 86400, [',"expires_in":-1e999'] = 30,
      [',"expires_in":[]'] = 300,
      [',"expires_in":5,"expires_in":9'] = 300,
      [',"expires_in":99,"expires\\u005Fin":9'] = 300,
      [',"expires_in":99,"expires\\\\u005Fin":9'] = 99 } do
      local token, life = sign_in(200, '{"access_token":"t"' .. field .. "}")
      assert(token == "t" and life == seconds, field)
    end
  end)

  it("refuses tokens that no header may carry", function()
    for _, body in ipairs { "{}", '{"access_token":null}',
      '{"access_token":""}', '{"access_token":5}',
      '{"access_token":"a\\r\\nX: y"}', '{"access_token":"a b"}',
      '{"access_token":"\\u0000"}',
      '{"access_token":"' .. ("a"):rep(1 << 20) .. '"}',
      '{"access_token":"a","access_token":"b"}',
      '{"access\\u005ftoken":"a","access_token":"b"}',
      '{"access_token":"a","\\u0061ccess_toke\\u006E":"b"}',
      '{"access_token":"a","token_type":"mac"}',
      '{"access_token":"a","token_type":[]}' } do
      local token, message, code = sign_in(200, body)
      assert(token == nil and code == "credentials", body)
      assert(message:find("access_token") or message:find("token_type"))
      assert(not message:find("hush"))
    end
    assert(sign_in(200, '{"access_token":"a","token_type":"Bearer"}') == "a")
    local longest = ("a"):rep(16384)
    assert(sign_in(200, '{"access_token":"' .. longest .. '"}') == longest)
    assert(not sign_in(200, '{"access_token":"' .. longest .. 'a"}'))
  end)

  it("tells wrong credentials from a wrong address and an outage", function()
    for _, row in ipairs {
      { 400, '{"error":"invalid_client"}', "credentials", "invalid_client" },
      { 401, '{"error":"a\\u001b[31m"}', "credentials", "401;" },
      { 401, ('{"error":"%s"}'):format(("a"):rep(40)), "credentials",
        "401 " .. ("a"):rep(40) .. ";" },
      { 401, ('{"error":"%s"}'):format(("a"):rep(41)), "credentials", "401;" },
      { 403, "", "credentials", "403" }, { 404, "", "http", "address" },
      { 200, "<html>", "later", "not JSON" },
      { 200, "[1", "later", "ends early" }, { 200, "7", "later", "object" } } do
      local token, message, code = sign_in(row[1], row[2])
      assert(token == nil and code == row[3], message)
      assert(message:find(row[4], 1, true), message)
      assert(not message:find("hush") and not message:find("\27"))
    end
  end)
end)
