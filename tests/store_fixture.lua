-- store_fixture.lua: stores for specs, and what is put into them. They are in
-- memory unless a path is given; who opens one closes it.

local store = require "undertone.store"

local fixture = { NOVEMBER = { from = "2026-11-01", to = "2026-12-01" } }

-- A store in a run of NOVEMBER from the source "test".
function fixture.open(path)
  local s = store.open(path or ":memory:")
  s:begin_run("test", fixture.NOVEMBER)
  return s
end

-- The entries of a listing with the ids in `text`.
function fixture.page(text)
  local list = {}
  for id in text:gmatch("%S+") do
    list[#list + 1] = { id = id }
  end
  return list
end

-- As `open`, with the ids in `text` all listed, on one page.
function fixture.listed(text)
  local s = fixture.open()
  s:save_page(fixture.page(text), nil)
  return s
end

function fixture.said(text)
  return { status = "ok", attempts = 1, turns = {
    { speaker = "customer", text = text, at = 1.5 } } }
end

function fixture.none(status)
  return { status = status, reason = status .. "!", attempts = 1 }
end

function fixture.ids(iterator)
  local list = {}
  for conversation in iterator do
    list[#list + 1] = conversation.id
  end
  return table.concat(list, " ")
end

-- A test that gets the path of a file, not made yet; what it leaves goes.
function fixture.on_disk(body)
  return function()
    local path = os.tmpname()
    os.remove(path)
    local _ <close> = setmetatable({}, { __close = function()
      for _, suffix in ipairs { "", "-wal", "-shm" } do
        os.remove(path .. suffix)
      end
    end })
    body(path)
  end
end

return fixture
