-- flips.lua: flips bits of the store of a finished run, one in a run, and
-- judges what the report makes of it; flips.sh starts the tenant.
-- usage: undertone flips.lua UNDERTONE WORK FLIPS SEED
-- The run must end as it did before to the byte, or say that something was
-- damaged and fetch it again, or refuse the store; all else is a failure.

local json = require "undertone.json"

local undertone, work = arg[1], arg[2]
local flips, seed = math.tointeger(arg[3]), math.tointeger(arg[4])
local out, whole = work .. "/out", work .. "/whole"
local config = work .. "/light.lua"

local function read(path)
  local file = io.open(path, "rb")
  local bytes = file and file:read("a")
  if file then
    file:close()
  end
  return bytes
end

local function write(path, bytes)
  local file <close> = assert(io.open(path, "wb"))
  assert(file:write(bytes))
end

local function run()
  local _, _, code = os.execute(("%s report.lua --quiet --config %s --out %s"
    .. " --from 2026-11-01 --to 2026-11-16 >%s/stdout 2>%s/stderr"):format(
    undertone, config, out, work, work))
  return code
end

local function outputs()
  local names = {}
  for name in io.popen("cd " .. whole .. " && find . -type f"):lines() do
    if not name:find("undertone.db", 1, true) then
      names[#names + 1] = name
    end
  end
  return names
end

-- The outputs that differ from those of the whole run, as a text.
local function differences(names)
  local list = {}
  for _, name in ipairs(names) do
    if read(out .. "/" .. name) ~= read(whole .. "/" .. name) then
      list[#list + 1] = name
    end
  end
  return table.concat(list, " ")
end

-- The manifest without its warnings and its clock, and whether one of the
-- warnings tells of damage.
local function manifest(folder)
  local told = json.decode(read(folder .. "/run.json"))
  local has_damage = table.concat(told.warnings, " "):find("damaged since", 1,
    true) ~= nil
  told.warnings, told.finished_at = nil, nil
  return json.encode(told), has_damage
end

-- Whether the manifest differs in no more than in telling of the damage.
local function is_told()
  local found, has_damage = manifest(out)
  return has_damage and found == manifest(whole)
end

-- What became of a run: "harmless", "mended" or "refused"; else nil, why.
local function judge(code, names)
  local said = read(work .. "/stderr")
  if code == 7 and said:find("undertone.db", 1, true) then
    return "refused"
  elseif code ~= 0 then
    return nil, ("exit code %d: %s"):format(code, said)
  end
  local differing = differences(names)
  if differing == "" then
    return "harmless"
  elseif differing == "./run.json" and is_told() then
    return "mended"
  end
  return nil, "differs without a word: " .. differing
end

local function flipped(bytes, bit)
  local at = bit // 8 + 1
  return bytes:sub(1, at - 1) .. string.char(bytes:byte(at) ~ 1 << bit % 8)
    .. bytes:sub(at + 1)
end

write(config, [[return { tidy_tables = true, relate = { resamples = 999 },
  layout = { figure_order = {} } }]])
assert(run() == 0, read(work .. "/stderr"))
assert(os.rename(out, whole))
local names = outputs()
local store = read(whole .. "/undertone.db")

math.randomseed(seed)
local count, bad = { harmless = 0, mended = 0, refused = 0 }, 0
for _ = 1, flips do
  local bit = math.random(0, #store * 8 - 1)
  os.execute(("rm -rf %s && mkdir -m 700 %s"):format(out, out))
  write(out .. "/undertone.db", flipped(store, bit))
  local verdict, why = judge(run(), names)
  if verdict then
    count[verdict] = count[verdict] + 1
  else
    bad = bad + 1
    print(("byte %d, bit %d: %s"):format(bit // 8, bit % 8, why))
  end
end
print(("seed %d: %d flips in %d bytes: %d without effect, %d mended, %d"
  .. " refused, %d neither"):format(seed, flips, #store, count.harmless,
  count.mended, count.refused, bad))
return bad == 0 and 0 or 1
