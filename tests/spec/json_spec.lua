local json = require "undertone.json"

local function refuses(value, why)
  for _, encode in ipairs { json.encode, json.encode_compact } do
    local ok, message = pcall(encode, value)
    assert(not ok and message:find(why, 1, true), message)
  end
end

describe("undertone.json", function()
  it("writes the keys of an object in order", function()
    local keys, object = {}, {}
    for i = 1, 40 do
      keys[i] = ("k%02d"):format(i)
      object[keys[i]] = true
    end
    local at = 0
    for key in json.encode(object):gmatch '"(k%d+)"' do
      at = at + 1
      assert(key == keys[at], key)
    end
    assert(at == #keys)
    assert(json.encode { b = { 1, 2 }, a = { c = "x/y" } }
      == '{\n  "a": {\n    "c": "x/y"\n  },\n  "b": [1, 2]\n}')
    assert(json.encode_compact { b = { 1, 2 }, a = { c = "x/y" } }
      == '{"a": {"c": "x/y"}, "b": [1, 2]}')
  end)

  it("writes numbers as they are, whole ones without a point", function()
    assert(json.encode_compact(123456789012345) == "123456789012345")
    assert(json.encode_compact(123456789012345.0) == "123456789012345")
    assert(json.encode_compact(math.mininteger) == "-9223372036854775808")
    assert(json.encode(0.1) == "0.1" and json.encode(-3.0) == "-3")
    for _, value in ipairs { 1e300, 5e-324, -1 / 3, 2 ^ 53, 0.1 + 0.2 } do
      assert(json.decode(json.encode(value)) == value)
      assert(json.decode(json.encode_compact(value)) == value)
    end
  end)

  it("says what a value is", function()
    local kinds = {}
    for i, text in ipairs { "null", "1", '"x"', "true", "{}", '{"a":1}',
      "[1]" } do
      kinds[i] = json.kind(json.decode(text))
    end
    assert(table.concat(kinds, ", ") == "null, a number, a string, a boolean,"
      .. " an object, an object, a list")
    assert(json.kind(nil) == "nothing")
  end)

  it("gives empty objects a member and changes nothing else", function()
    local text = [=[[{}, { }, [], {"a": {}}, "{}", "\"{}", "\\", {}, "\\{}\"",
      {"{}\\\"": "\n{}\u007b}"}]]=]
    local value = json.decode(json.fill_objects(text))
    for _, object in ipairs { value[1], value[2], value[4].a, value[8] } do
      assert(object[""] == 0)
      object[""] = nil
    end
    assert(json.encode(value) == json.encode(json.decode(text)))
  end)

  it("refuses what JSON cannot hold", function()
    refuses({ 0 / 0 }, "NaN")
    refuses({ a = math.huge }, "infinities")
    refuses({ 1, nil, 3 }, "without holes")
    refuses({ 1, 2, x = 3 }, "without holes")
    refuses({ [1] = 1, [3] = 3, x = 2 }, "without holes")
    refuses({ [0] = 1 }, "without holes")
    refuses({ [1.5] = 1 }, "without holes")
    refuses({ print }, "function")
    local circle = {}
    circle[1] = circle
    refuses(circle, "64 levels")
  end)

  it("reads back what it wrote", function()
    local value = { "a\0b\n\"", true, json.null, {}, { x = { 1, "2" } } }
    local again = json.decode(json.encode(value))
    assert(again[1] == value[1] and again[2] == true)
    assert(again[3] == json.null and #again[4] == 0 and again[5].x[2] == "2")
    assert(json.value(json.null) == nil and json.value(false) == false)
  end)

  it("says that a text is not JSON, and which numbers were rounded", function()
    for _, text in ipairs { "", "{", "[1,]", "NaN", "[Infinity]",
      ("["):rep(65) .. ("]"):rep(65) } do
      local value, why, code = json.decode(text)
      assert(value == nil and why and code == "parse", text)
    end
    assert(json.exact(json.decode "9007199254740991"))
    assert(not json.exact(json.decode "9007199254740993"))
  end)

  it("refuses what is not JSON", function()
    for _, bad in ipairs { "", "{", "[1,]", "NaN", "[Infinity]",
      ("["):rep(100000) } do
      local value, why, code = json.decode(bad)
      assert(value == nil and why and code == "parse", bad:sub(1, 20))
    end
  end)

  it("writes sorted keys and shortest numbers", function()
    assert(json.encode { b = 1, a = { 0.1, "x" }, c = {} }
      == '{\n  "a": [0.1, "x"],\n  "b": 1,\n  "c": []\n}')
  end)
end)
