local csv = require "undertone.csv"
local refuses = require "refuses"

local oracle = "../shared/oracle/tutorial_dev.csv.gz"

local function bytes_of(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read("a")
end

-- Writes rows with the options and returns the bytes.
local function written(options, rows)
  local path = os.tmpname()
  local out = assert(csv.writer(path, options))
  for _, row in ipairs(rows) do
    assert(out:row(row))
  end
  assert(out:close())
  local bytes = bytes_of(path)
  os.remove(path)
  return bytes
end

local function with_bytes(bytes, body)
  local path = os.tmpname()
  local file <close> = assert(io.open(path, "wb"))
  file:write(bytes)
  file:close()
  body(path)
  os.remove(path)
end

describe("undertone.csv writer", function()
  it("writes every kind of cell", function()
    local bytes = written({ columns = { "a", "b", "c", "d", "e" } }, {
      { "x,y", 3, -0.5, true, 1e300 },
      { nil, csv.null, 0 / 0, false, math.huge },
      { 2.0, nil, "", math.mininteger },
    })
    assert(bytes == 'a,b,c,d,e\n"x,y",3,-0.5,true,1e+300\n,,,false,inf\n'
      .. "2.0,,,-9223372036854775808,\n", bytes)
  end)

  it("takes the length from n where the list has holes", function()
    assert(written({}, { { n = 3, "a", nil, "c" } }) == "a,,c\n")
  end)

  it("writes as pandas does", function()
    local style = { bom = true, quoting = "minimal", booleans = "True" }
    local rows = { { "a;b", true, 1.0 }, { " x\ty", false, "\r" } }
    assert(written(style, rows) == "\u{FEFF}a;b,True,1.0\n x\ty,False,\r\n")
  end)

  it("guards the excel dialect and counts it", function()
    local path = os.tmpname()
    local out = assert(csv.writer(path, { dialect = "excel" }))
    out:row({ "=cmd|' /C calc'!A0", -1.5, "\0@x", 12345678901234567 })
    out:row({ ("x"):rep(40000), "\xFF" })
    assert(out:close() == true)
    local notes = out:notes()
    assert(notes.rows == 2 and notes.neutralised == 3 and notes.cut == 1)
    assert(notes.removed == 1 and notes.replaced == 1)
    local start = "\u{FEFF}'=cmd|' /C calc'!A0,-1.5,'@x,'12345678901234567\r\n"
    assert(bytes_of(path):sub(1, #start) == start)
    os.remove(path)
  end)

  it("splits into parts with the header in each", function()
    local path = os.tmpname() .. ".csv"
    local options = { columns = { "h" }, max_rows = 3 }
    local out = csv.writer(path, options)
    for i = 1, 5 do
      assert(out:row({ i }))
    end
    assert(out:notes().rows == 8 and #out:paths() == 3)
    assert(not io.open(path) and out:close())
    local expected = { "h\n1\n2\n", "h\n3\n4\n", "h\n5\n" }
    for i, part in ipairs(out:paths()) do
      assert(bytes_of(part) == expected[i])
      os.remove(part)
    end
    assert(out:paths()[2] == path:gsub("%.csv$", "-2.csv"))
    assert(not pcall(csv.writer, path, { max_rows = 1 }))
  end)

  it("leaves no file when it is not closed", function()
    local path = os.tmpname()
    os.remove(path)
    do
      local out <close> = assert(csv.writer(path))
      out:row({ "a" })
    end
    csv.writer(path):row({ "b" })
    collectgarbage()
    local listing = io.popen("ls " .. path .. "* 2>/dev/null")
    assert(listing:read("a") == "")
    listing:close()
  end)

  it("says why a file cannot be written", function()
    local out, message, code = csv.writer("/no/such/folder/a.csv")
    assert(out == nil and code == "storage")
    assert(message:find("/no/such/folder/a.csv", 1, true))
  end)

  it("raises for misuse and stays usable", function()
    assert(not pcall(csv.writer, "x", { dialect = "lotus" }))
    assert(not pcall(csv.writer, "x", { eol = "\r" }))
    refuses("the path holds a NUL", csv.writer, "x\0y")
    refuses("the path is empty", csv.reader, "")
    assert(not pcall(csv.writer, "x", { colums = 2 }))
    local path = os.tmpname()
    local out = csv.writer(path, { columns = 2 })
    assert(not pcall(out.row, out, { 1, 2, 3 }))
    refuses("cell 2 of the row is a table", out.row, out, { "half", {} })
    assert(out:row({ 1, 2 }):close())
    refuses("the CSV writer is closed", out.row, out, { 1, 2 })
    local core <close> = require("undertone.core.csv").writer(path, {})
    refuses("too many cells", core.row, core, {}, 16385)
    assert(bytes_of(path) == "1,2\n")
    os.remove(path)
  end)
end)

describe("undertone.csv reader", function()
  it("iterates with line numbers", function()
    with_bytes('a,"b\nc"\nd,e\n', function(path)
      local seen = {}
      for row, line in csv.reader(path) do
        seen[#seen + 1] = line .. ":" .. table.concat(row, "|")
      end
      assert(table.concat(seen, " ") == "1:a|b\nc 3:d|e")
    end)
  end)

  it("names the columns", function()
    with_bytes("id,n\na,1\n", function(path)
      local next_row = csv.reader(path, { header = true })
      local row = next_row()
      assert(row.id == "a" and row.n == "1" and next_row() == nil)
    end)
  end)

  it("raises for a broken file and answers for a missing one", function()
    with_bytes('a\n"b\n', function(path)
      local next_row = csv.reader(path)
      next_row()
      local done, why = pcall(next_row)
      assert(not done and why.code == "parse")
      assert(why.message:find("line 2", 1, true))
    end)
    with_bytes("a,b\n1\n", function(path)
      local _, why = pcall(csv.reader(path, { header = true }))
      assert(why.message == "line 2: 1 cells under 2 column names")
    end)
    local reader, _, code = csv.reader("/no/such/file")
    assert(reader == nil and code == "storage")
  end)
end)

-- The reference table, with its typed columns read as numbers and booleans.
local function typed(row)
  row[3] = math.tointeger(row[3])
  row[6] = row[6] == "True"
  row[7], row[9] = row[7] + 0.0, row[9] + 0.0
  return row
end

describe("the tutorial's CSV", function()
  it("is written again byte for byte", function()
    local pipe = io.popen("gzip -dc " .. oracle .. " 2>/dev/null")
    local expected = pipe:read("a")
    pipe:close()
    if expected == "" then
      return
    end
    with_bytes(expected, function(path)
      local rows = {}
      for row, line in csv.reader(path) do
        rows[#rows + 1] = line == 1 and row or typed(row)
      end
      local style = { bom = true, quoting = "minimal", booleans = "True" }
      assert(written(style, rows) == expected)
      print(("  tutorial CSV: %d rows equal"):format(#rows - 1))
    end)
  end)
end)
