-- The whole walk of the doctor is tested by tests/e2e/doctor.sh.
local advice = require "undertone.advice"

local function expect(words, message, code)
  local text = advice.next_step(message, code)
  assert(text:find(words, 1, true), text)
end

describe("advice", function()
  it("tells a proxy apart from the service", function()
    expect("user and password into https_proxy",
      "the proxy answered 407 and did not connect to h (curl 56)", "network")
    expect("to allow this host, or name it in no_proxy",
      "the proxy answered 403 and did not connect to h (curl 56)", "network")
    expect("check that https_proxy names a proxy",
      "the proxy answered 502 and did not connect to h (curl 56)", "network")
    expect("check the proxy that https_proxy names",
      "the proxy hung up and did not connect to h (curl 56)", "network")
    expect("check the host name in https_proxy",
      "Could not resolve proxy: h (curl 5)", "network")
  end)

  it("does not blame certificates for a handshake that was cut", function()
    expect("check the port in CXONE_BASE_URL; else ask whoever runs the"
      .. " firewall", "the TLS handshake was cut (is that?): reset (curl 35)",
      "network")
    expect("fetch.ca_file",
      "the identity of h could not be verified: no (curl 60)", "tls")
    expect("needs a port that speaks it",
      "h does not speak TLS on that port: no (curl 35)", "tls")
  end)

  it("does not ask for a scope when the token itself is refused", function()
    local scope = { credentials = "give it the scope" }
    local message = "the service answered 401 to a token that was just issued"
    assert(advice.next_step(message, "credentials", scope):find "audience")
    assert(advice.next_step("403", "credentials", scope) == scope.credentials)
  end)

  it("has an advice for what nobody foresaw", function()
    expect("--help", "something else", "script")
  end)
end)
