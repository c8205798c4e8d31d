local file = require "undertone.file"
local lock = require "undertone.lock"

local function with_folder(body)
  local folder = os.tmpname()
  os.remove(folder)
  assert(file.mkdir(folder))
  body(folder, folder .. "/undertone.lock")
  os.execute("rm -rf " .. folder)
end

local function read(path)
  local stream <close> = assert(io.open(path))
  return stream:read("a")
end

describe("undertone.lock", function()
  it("lets one in and names it to the next", function()
    with_folder(function(folder, path)
      local held = assert(lock.take(folder))
      local process = read(path):match("^%d+")
      local second, message, code = lock.take(folder)
      assert(second == nil and code == "storage")
      assert(message:find("process " .. process .. " is at work", 1, true),
        message)
      held:close()
      held:close()
      assert(not file.exists(path))
      assert(lock.take(folder)):close()
    end)
  end)

  it("does not mind a file that a killed holder left", function()
    with_folder(function(folder, path)
      assert(file.write(path, "999999\n"))
      assert(lock.take(folder)):close()
    end)
  end)

  it("does not follow a link", function()
    with_folder(function(folder, path)
      assert(file.write(folder .. "/victim", "precious"))
      assert(os.execute(("ln -s victim %s"):format(path)))
      local held, message, code = lock.take(folder)
      assert(held == nil and message and code == "storage")
      assert(read(folder .. "/victim") == "precious")
    end)
  end)

  it("answers nil, message, code without the folder", function()
    local held, message, code = lock.take("/no/such/folder")
    assert(held == nil and code == "storage")
    assert(message:find("/no/such/folder", 1, true))
  end)
end)
