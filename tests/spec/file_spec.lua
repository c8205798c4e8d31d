local file = require "undertone.file"

local function with_folder(body)
  local folder = os.tmpname()
  os.remove(folder)
  assert(file.mkdir(folder))
  body(folder)
  os.execute("rm -rf " .. folder)
end

describe("undertone.file", function()
  it("writes a file whole and sees it", function()
    with_folder(function(folder)
      local path = folder .. "/a"
      assert(not file.exists(path))
      assert(file.write(path, "one\0two"))
      assert(file.exists(path))
      assert(io.open(path, "rb"):read("a") == "one\0two")
    end)
  end)

  it("answers nil, message, code for what the system refuses", function()
    local done, message, code = file.write("/no/such/folder/a", "")
    assert(done == nil and code == "storage")
    assert(message:find("/no/such/folder/a", 1, true))
    done, message, code = file.is_writable("/no/such/folder")
    assert(done == nil and message and code == "storage")
    assert(file.is_writable("/tmp"))
  end)

  it("raises for a path that is none", function()
    assert(not pcall(file.write, "", "x"))
    assert(not pcall(file.write, "a\0b", "x"))
    assert(not pcall(file.mkdir))
  end)
end)
