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
  end)

  it("refuses a folder that is everybody's", function()
    with_folder(function(folder)
      assert(file.is_writable(folder))
      os.execute("chmod o+w " .. folder)
      local done, message, code = file.is_writable(folder)
      assert(done == nil and code == "storage")
      assert(message:find("chmod o-w", 1, true))
    end)
  end)

  it("sweeps away what killed writers left, and nothing else", function()
    with_folder(function(folder)
      local kept = { "a.csv", "a.tmp", "notes.abcdef.tmp", ".Ab3dEf.tmp",
        "x.undertone-abc.tmp", "undertone-abcdef.tmp", "x.undertone-a.cdef.tmp",
        "x.undertone-abcdef.tmp.txt" }
      local left = { "a.csv.undertone-Ab3dEf.tmp", ".undertone-abcdef.tmp" }
      for _, name in ipairs(kept) do
        assert(file.write(folder .. "/" .. name, ""))
      end
      for _, name in ipairs(left) do
        assert(file.write(folder .. "/" .. name, ""))
      end
      assert(file.sweep(folder) and file.sweep(folder .. "/none"))
      for _, name in ipairs(kept) do
        assert(file.exists(folder .. "/" .. name), name)
      end
      for _, name in ipairs(left) do
        assert(not file.exists(folder .. "/" .. name), name)
      end
    end)
  end)

  it("raises for a path that is none", function()
    assert(not pcall(file.write, "", "x"))
    assert(not pcall(file.write, "a\0b", "x"))
    assert(not pcall(file.mkdir))
  end)
end)
