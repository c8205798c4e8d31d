-- answer.lua: the JSON that a service sent, as Lua values, or why not.
-- Mends what is harmless (a byte order mark, single characters that are not
-- Unicode, ids written as long numbers), says how much it mended, and refuses
-- what would be guessed at: UTF-16, numbers without a finite value, JSON that
-- ends early. Messages name the byte or the path, never what a customer said:
-- only web pages and a service's own error are quoted.

local failure = require "undertone.failure"
local http = require "undertone.http"
local json = require "undertone.json"
local clean = require("undertone.text").clean

local answer = {}

local BOM = "\xEF\xBB\xBF"
local REPLACEMENT = "\u{FFFD}"
local EMPTY_BYTES = 1048576 -- of a body with an empty list
local MENDED_MOST = 1000 -- a body with more is no text
local TOO_MANY = ("more than %d characters are not Unicode"):format(MENDED_MOST)

-- Bytes that are not UTF-8 become U+FFFD: text, how many, the first; nil
-- when there are too many.
local function mend_bytes(body)
  local length, first = utf8.len(body)
  if length then
    return body, 0
  end
  local mended, count = failure.check(clean(body))
  if count > MENDED_MOST then
    return nil
  end
  return mended, count, first
end

-- An integer of 16 digits or more would be rounded; as an id it is a name.
local function quote_long_ids(body)
  -- Plain searches are far quicker than looking for digits.
  if not (body:find('"conversationId"', 1, true)
    or body:find('"id"', 1, true)) then
    return body
  end
  local digits = ("%d"):rep(16)
  for _, name in ipairs { "conversationId", "id" } do
    body = body:gsub('("' .. name .. '"%s*:%s*)(' .. digits
      .. "%d*)(%s*[,}])", '%1"%2"%3')
  end
  return body
end

local function is_infinite(value)
  return value == math.huge or value == -math.huge
end

-- Where in a table an infinite number is, as ".key.key", raw; or nil.
local function find_infinite(values)
  for key, value in pairs(values) do
    local found = is_infinite(value) and ""
      or type(value) == "table" and find_infinite(value)
    if found then
      return "." .. tostring(key) .. found
    end
  end
  return nil
end

-- The path of an infinite number in a decoded value, or nil.
local function infinite_path(value)
  if type(value) ~= "table" then
    return is_infinite(value) and "$" or nil
  end
  local path = find_infinite(value)
  return path and http.show("$" .. path)
end

local function is_json_type(response)
  local kind = response and response.headers["content-type"]
  return not kind or kind:find("json", 1, true)
end

-- The beginning of a web page, such as one to log in with; nil for any other
-- body, which may be what customers said.
local function page_of(body)
  local start = body:sub(1, 80):gsub("^\xEF\xBB\xBF", ""):lower()
  if start:find("^%s*<!doctype html") or start:find("^%s*<html") then
    return http.show(body)
  end
  return nil
end

-- Why a body is not JSON, from what the decoder says. What is not even called
-- JSON may still be a transcript: only a web page is shown.
local function explain(body, message, response)
  local byte = tonumber(message:match("character (%d+)")) or 1
  local why
  if body == "" then
    return "the body is empty"
  elseif message:find("UTF-16", 1, true) then
    return "the body is UTF-16 or UTF-32, not UTF-8"
  elseif message:find("nested", 1, true) then
    return ("JSON nested deeper than %d levels"):format(json.MAX_DEPTH)
  elseif byte > #body or message:find("end of string", 1, true) then
    why = ("JSON ends early at byte %d"):format(byte)
  else
    why = ("not JSON at byte %d"):format(byte)
  end
  if is_json_type(response) then
    return why
  end
  local page = page_of(body)
  return ("%s; it is %s%s"):format(why,
    http.show(response.headers["content-type"]), page and ": " .. page or "")
end

local function note_of(count, first)
  if count == 0 then
    return nil
  end
  return ("%s not Unicode and became U+FFFD, the first at byte %d"):format(
    count == 1 and "1 character was" or count .. " characters were", first)
end

-- Value and note of a text; or nil, nil, why not and the code of that.
local function decode_text(text, count, first)
  local value, message, code = json.decode(text)
  if value == nil and message:find("unicode escape", 1, true) then
    local lone, at
    text, lone, at = json.mend_escapes(text, MENDED_MOST - count, REPLACEMENT)
    if not text then
      return nil, nil, TOO_MANY, "limit"
    end
    count, first = count + lone, first or at
    value, message, code = json.decode(text)
  end
  return value, note_of(count, first), message, code
end

-- Decodes a body: value and, when something was mended, a sentence that
-- says so; or nil and why not. `response` tells the content type; optional.
-- `may_be_infinite` is for callers that clamp their numbers.
function answer.decode(body, response, may_be_infinite)
  if body:find("^\xFF\xFE") or body:find("^\xFE\xFF") then
    return nil, "the body is UTF-16 or UTF-32, not UTF-8"
  elseif body:sub(1, #BOM) == BOM then
    body = body:sub(#BOM + 1)
  end
  local text, count, first = mend_bytes(body)
  if not text then
    return nil, TOO_MANY
  end
  local value, note, message, code = decode_text(quote_long_ids(text), count,
    first)
  if value == nil then
    return nil, code == "limit" and message or explain(body, message, response)
  end
  local path = not may_be_infinite and infinite_path(value)
  if path then
    return nil, ("%s is a number without a finite value"):format(path)
  end
  return value, note
end

-- Whether a decoded body is an object whose member `name` is a list, which may
-- be empty: a decoded {} looks like [], unless it is given a member first. A
-- long body with an empty list is none.
function answer.has_list(value, name, body)
  local list = type(value) == "table" and value[name]
  if type(list) ~= "table" then
    return false
  elseif next(list) ~= nil or #body > EMPTY_BYTES then
    return #list > 0
  end
  return next(answer.decode(json.fill_objects(body), nil, true)[name]) == nil
end

-- What an `error` is where nothing went wrong.
local function says_nothing(fault)
  if type(fault) == "table" then
    for _, member in pairs(fault) do
      if not says_nothing(json.value(member)) then
        return false
      end
    end
    return true
  end
  return fault == nil or fault == false or fault == "" or fault == 0
end

-- Services are known to answer 200 and say in the body that they failed: what
-- the member `error` of a decoded body says, for a message; nil without one.
function answer.error_of(value)
  local fault = type(value) == "table" and json.value(value.error)
  if says_nothing(fault) then
    return nil
  end
  return "the answer is an error: " .. http.show(type(fault) == "string"
    and fault or json.encode_compact(fault))
end

return answer
