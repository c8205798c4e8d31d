-- The whole walk of the doctor is tested by tests/e2e/doctor.sh.
local advice = require "undertone.advice"

local function expect(words, message, code, http_status, known)
  local text = advice.next_step({ message = message, code = code,
    http_status = http_status }, known)
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
    expect("audience", message, "credentials", 401, scope)
    expect("give it the scope", "403", "credentials", 403, scope)
  end)

  it("says of a redirect which setting leads there", function()
    local known = { setting = "cxone.token_path", refused = "show it" }
    local message = "the service offered a link to another origin"
    for http_status = 300, 308 do
      expect("set cxone.token_path to where that leads", message, "refused",
        http_status, known)
    end
    expect("CXONE_BASE_URL", message, "refused", 307, known)
    expect("if you know that", message, "refused", 200, known)
    expect("show it", "a link", "refused", 307, { refused = "show it" })
  end)

  it("goes by the status where the check knows it", function()
    local known = { http = "the path", [400] = "the window" }
    expect("the window", "answered 400", "http", 400, known)
    expect("the path", "answered 404", "http", 404, known)
    expect("the path", "not JSON", "http", nil, known)
  end)

  it("has an advice for what nobody foresaw", function()
    expect("--help", "something else", "script")
  end)
end)
