-- sources_spec.lua: files of JSON lines and the sources of users' scripts.

local sources = require "undertone.sources"

local function write(suffix, text)
  local path = os.tmpname()
  os.remove(path)
  path = path .. suffix
  local file <close> = assert(io.open(path, "wb"))
  file:write(text)
  return path
end

local function open(path, max_bytes)
  return sources.open { source = path, fetch = {
    max_body_bytes = max_bytes or 1 << 20 } }
end

-- All conversations of a file with that text, and how many pages they took.
local function read(text, max_bytes)
  local path = write(".jsonl", text)
  local source <close> = open(path, max_bytes)
  local all, pages, cursor = {}, 0, nil
  repeat
    local page
    page, cursor = source:page(nil, cursor)
    table.move(page, 1, #page, #all + 1, all)
    pages = pages + 1
  until not cursor
  os.remove(path)
  return all, pages
end

local function line(id)
  return ('{"id":"%s","transcript":null}\n'):format(id)
end

local function refusal(body, ...)
  local ok, why = pcall(body, ...)
  assert(not ok, "accepted")
  return tostring(why), type(why) == "table" and why.code
end

describe("a file of JSON lines", function()
  it("skips blank lines and reads the last one without its end", function()
    local all, pages = read(("\n"):rep(2600) .. line "a" .. " \r\n"
      .. line("b"):sub(1, -2))
    assert(#all == 2 and all[2].id == "b" and pages == 1)
    assert(all[1].result.status == "missing")
    assert(#read "" == 0 and #read "\n\n" == 0)
  end)

  it("goes on where a page ended", function()
    local lines = {}
    for i = 1, 1201 do
      lines[i] = line(("%d"):format(i)) .. "\n"
    end
    local all, pages = read(table.concat(lines))
    assert(#all == 1201 and pages == 3)
    for i, conversation in ipairs(all) do
      assert(conversation.id == ("%d"):format(i))
    end
  end)

  it("names file and line of what is none", function()
    for bad, words in pairs { ["{bad"] = "not JSON at byte 2",
      ["{}"] = "$.conversationId is missing", ["5"] = "$: expected an object",
      ['{"id":"a","channel":{"x":1}}'] = "$.channel: expected a text",
      ['{"id":"a","duration":-5}'] = "$.duration: expected seconds" } do
      local why, code = refusal(read, line "a" .. "\n" .. bad .. "\n")
      assert(code == "usage" and why:find("%.jsonl:3: "), why)
      assert(why:find(words, 1, true), why)
    end
  end)

  it("refuses a line that is too long, not the longest allowed", function()
    local text = line "a" .. '{"id":"' .. ("x"):rep(200000) .. '"}'
    assert(#read(text, #text - #line "a") == 2)
    local why, code = refusal(read, text, #text - #line "a" - 1)
    assert(code == "usage" and why:find(":2: the line has more than"), why)
  end)

  it("counts lines that end where a block of the file does", function()
    local head, tail = '{"id":"', '"}'
    local longest = head .. ("x"):rep(65536 - #head - #tail) .. tail
    local why = refusal(read, longest .. "\n{bad", 65536)
    assert(why:find("%.jsonl:2: not JSON at byte 2"), why)
  end)

  it("reads no more of an endless line than it may", function()
    local path = write(".jsonl", ("x"):rep(1 << 20))
    local source <close> = open(path, 1000)
    refusal(source.page, source)
    assert(source.file:seek() < 1 << 17)
    os.remove(path)
  end)

  it("is no folder and has a name for readers", function()
    local path = write(".jsonl", "")
    local source = open(path)
    assert(source.label == "the file " .. path:match "[^/]*$")
    source:close()
    os.remove(path)
    assert(os.execute("mkdir " .. path))
    local why, code = refusal(open, path)
    assert(code == "usage" and why:find(path, 1, true), why)
    os.remove(path)
  end)
end)

describe("the source of a script", function()
  -- The source that a script with these fields opens.
  local function script(fields)
    local path = write(".lua", [[return { open = function(settings)
      return { identity = "mine", page = function() return {} end,
        transcripts = function() return function() end end, ]] .. fields
      .. " } end }")
    local ok, source = pcall(open, path)
    os.remove(path)
    if not ok then
      error(source, 0)
    end
    return source
  end

  local function page(text)
    return script("page = function() return " .. text .. " end"):page()
  end

  -- What arrives for conversation a, which a script answers with `text`.
  local function arrived(text)
    local source = script("transcripts = function(_, next_one)"
      .. " local c = next_one(); return function() return " .. text
      .. " end end")
    return source:transcripts(function() return { id = "a", key = 7 } end)()
  end

  it("is passed through, with what is missing filled in", function()
    local source <close> = script "is_local = true"
    assert(source.label == "mine" and source.is_local)
    local list, cursor = page [[{ { id = "a",
      start_time = "2026-11-05T10:00:00+01:00" } }, "next"]]
    assert(list[1].start_time == "2026-11-05T09:00:00Z" and cursor == "next")
    local conversation, result = arrived "{ id = c.id }, { status = 'empty' }"
    assert(conversation.key == 7 and result.status == "empty")
    assert(script(""):transcripts(function() end)() == nil)
  end)

  it("passes failures on with their code", function()
    local why, code = refusal(page, "nil, 'no such queue', 'network'")
    assert(why == "no such queue" and code == "network")
    why, code = refusal(arrived, "nil, 'gone', 'later'")
    assert(why == "gone" and code == "later")
    why, code = refusal(script, "} end, open = function() return nil,"
      .. " 'no key', 'credentials' end, x = function() return {")
    assert(why == "no key" and code == "credentials", why)
  end)

  local function refused(words, body, text)
    local why, code = refusal(body, text)
    assert(code == "usage" and why:find(words, 1, true), why)
  end

  it("is refused in words when it is none", function()
    refused(".identity: expected a string, got nothing", script,
      "identity = nil")
    refused(".page: expected a function, got a number", script, "page = 5")
    refused("open(): expected a table, got nothing", script,
      "} end, open = function() end, x = function() return {")
  end)

  it("cannot hand in what the store has no place for", function()
    refused("page()[1].id: expected a string, got a number", page,
      "{ { id = 5 } }")
    refused("page()[1].id: is empty", page, "{ { id = '' } }")
    for _, seconds in ipairs { "1 / 0", "0 / 0", "-1" } do
      refused("page()[1].duration_seconds: is not from 0", page,
        "{ { id = 'a', duration_seconds = " .. seconds .. " } }")
    end
    refused("page()[2].channel", page, "{ { id = 'a' },"
      .. " { id = 'b', channel = {} } }")
    refused("page() cursor: expected a string, got a number", page, "{}, 2")
    refused("'done' is none of ok, empty", page,
      "{ { id = 'a', result = { status = 'done' } } }")
    refused("result.turns[1].text: expected a string", page, "{ { id = 'a',"
      .. " result = { status = 'ok', turns = { { speaker = 'agent' } } } } }")
    refused("result of a.turns: expected a table", arrived,
      "c, { status = 'ok' }")
    refused("not asked for: b", arrived, "{ id = 'b' }, { status = 'empty' }")
    refused("result of a: expected a table, got nothing", arrived, "c")
    local twice = script("transcripts = function(_, next_one) local c ="
      .. " next_one(); return function() return c, { status = 'empty' } end"
      .. " end"):transcripts(function() return { id = "a" } end)
    assert(twice())
    refused("not asked for: a", twice)
  end)
end)
