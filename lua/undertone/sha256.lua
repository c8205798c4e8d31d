-- sha256.lua: SHA-256 (FIPS 180-4, RFC 6234) and base64 (RFC 4648), for the
-- few kilobytes whose hash a page's content security policy names. Not for
-- secrets and not for bulk.

local sha256 = {}

local WORD = 0xFFFFFFFF

local function primes(count)
  local list, candidate = {}, 2
  while #list < count do
    local is_prime = true
    for _, prime in ipairs(list) do
      is_prime = is_prime and candidate % prime ~= 0
    end
    if is_prime then
      list[#list + 1] = candidate
    end
    candidate = candidate + 1
  end
  return list
end

-- The first 32 bits of the fraction of the n-th root of a prime. The root is
-- below 32, so a double holds 48 of them or more.
local function root_bits(prime, n)
  local root = prime ^ (1 / n)
  return math.floor(root % 1 * 2 ^ 32)
end

local K, START = {}, {}
for i, prime in ipairs(primes(64)) do
  K[i] = root_bits(prime, 3)
  START[i] = i <= 8 and root_bits(prime, 2) or nil
end

local function rotated(x, n)
  return (x >> n | x << 32 - n) & WORD
end

local function schedule(block)
  local w = { string.unpack(">" .. ("I4"):rep(16), block) }
  for i = 17, 64 do
    local a, b = w[i - 15], w[i - 2]
    local s0 = rotated(a, 7) ~ rotated(a, 18) ~ a >> 3
    local s1 = rotated(b, 17) ~ rotated(b, 19) ~ b >> 10
    w[i] = w[i - 16] + s0 + w[i - 7] + s1 & WORD
  end
  return w
end

local function compress(state, block)
  local w = schedule(block)
  local a, b, c, d, e, f, g, h = table.unpack(state)
  for i = 1, 64 do
    local s1 = rotated(e, 6) ~ rotated(e, 11) ~ rotated(e, 25)
    local t1 = h + s1 + (e & f ~ (~e & g)) + K[i] + w[i]
    local s0 = rotated(a, 2) ~ rotated(a, 13) ~ rotated(a, 22)
    local t2 = s0 + (a & b ~ a & c ~ b & c)
    h, g, f, e = g, f, e, d + t1 & WORD
    d, c, b, a = c, b, a, t1 + t2 & WORD
  end
  for i, value in ipairs { a, b, c, d, e, f, g, h } do
    state[i] = state[i] + value & WORD
  end
end

-- The 32 bytes of the digest.
function sha256.digest(bytes)
  local padded = bytes .. "\x80" .. ("\0"):rep((55 - #bytes) % 64)
    .. (">I8"):pack(#bytes * 8)
  local state = table.move(START, 1, 8, 1, {})
  for at = 1, #padded, 64 do
    compress(state, padded:sub(at, at + 63))
  end
  return (">" .. ("I4"):rep(8)):pack(table.unpack(state))
end

local ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
  .. "0123456789+/"

function sha256.base64(bytes)
  local parts = {}
  for at = 1, #bytes, 3 do
    local group = bytes:sub(at, at + 2)
    local value = (">I3"):unpack(group .. ("\0"):rep(3 - #group))
    for k = 0, 3 do
      local index = value >> 18 - 6 * k & 63
      parts[#parts + 1] = k <= #group and ALPHABET:sub(index + 1, index + 1)
        or "="
    end
  end
  return table.concat(parts)
end

return sha256
