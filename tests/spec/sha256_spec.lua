local sha256 = require "undertone.sha256"

local function hex(bytes)
  return (bytes:gsub(".", function(byte)
    return ("%02x"):format(byte:byte())
  end))
end

-- RFC 6234, section 8.5 (the first four of SHA-256), and the lengths around
-- a block's end, by sha256sum.
local VECTORS = {
  { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
  { "abc",
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
  { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
  { ("01234567"):rep(80),
    "594847328451bdfa85056225462cc1d867d877fb388df0ce35f25ab5562bfbb5" },
  { ("a"):rep(55),
    "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318" },
  { ("a"):rep(56),
    "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a" },
  { ("a"):rep(64),
    "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb" },
}

describe("sha256", function()
  it("gives the published digests", function()
    for _, vector in ipairs(VECTORS) do
      local got = hex(sha256.digest(vector[1]))
      assert(got == vector[2], ("%d bytes: %s"):format(#vector[1], got))
    end
  end)

  it("writes base64 as RFC 4648 does", function()
    for text, expected in pairs { [""] = "", f = "Zg==", fo = "Zm8=",
      foo = "Zm9v", foob = "Zm9vYg==", fooba = "Zm9vYmE=",
      foobar = "Zm9vYmFy", ["\xFB\xFF\xFE"] = "+//+" } do
      assert(sha256.base64(text) == expected, text)
    end
  end)
end)
