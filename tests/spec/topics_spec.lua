-- Topics over small made-up conversations: three subjects, a few texts each.
local text = require "undertone.text"
local topic_examples = require "undertone.topic_examples"
local topics = require "undertone.topics"

local SUBJECTS = {
  { "invoice", "The invoice charged the wrong amount of money.",
    "My invoice has a charge of money twice.",
    "An invoice for money I never owed, a wrong charge.",
    "The amount of money on the invoice is a wrong charge." },
  { "parcel", "The parcel delivery driver lost my package.",
    "Where is my parcel, the delivery package is late.",
    "A delivery driver left the parcel package outside.",
    "My package: the parcel delivery driver never came." },
  { "router", "The router signal light blinks red all day.",
    "My router has no signal and a red light.",
    "The red light on the router means a weak signal.",
    "A weak signal, the router light is red again." },
}

-- The conversations of the first subjects, in turns of the subjects.
local function conversations_of(subject_count)
  local list = {}
  for i = 2, 5 do
    for subject = 1, subject_count do
      list[#list + 1] = { id = ("c%02d"):format(#list + 1), turns = {
        { speaker = "agent", text = "Hello, how can I help you today?" },
        { speaker = "customer", text = "Yes please." },
        { speaker = "customer", text = SUBJECTS[subject][i] },
      } }
    end
  end
  return list
end

local function words_of(conversations)
  local texts = {}
  for i, conversation in ipairs(conversations) do
    texts[i] = conversation.turns[3].text
  end
  return text.content_words_all(texts)
end

local function settings(changes)
  local values = { ignore = {}, k = 3, k_most = 6, seed = 42, n_init = 10,
    max_features = 500, min_df = 2, max_df = 0.95, terms = 8, examples = 2,
    names = {} }
  for key, value in pairs(changes or {}) do
    values[key] = value
  end
  return values
end

local function cluster(changes)
  return topics.cluster(words_of(conversations_of(3)), settings(changes))
end

-- The topic that has the term among its first.
local function topic_with(result, term)
  for _, topic in ipairs(result.list) do
    for rank = 1, math.min(3, #topic.terms) do
      if topic.terms[rank] == term then
        return topic
      end
    end
  end
  error("no topic with " .. term)
end

describe("topics", function()
  it("find the subjects and describe them by their own terms", function()
    local result = cluster()
    assert(result.k == 3 and #result.labels == 12 and not result.note)
    for i, label in ipairs(result.labels) do
      assert(label == result.labels[(i - 1) % 3 + 1], i)
    end
    for _, subject in ipairs(SUBJECTS) do
      local topic = topic_with(result, subject[1])
      assert(topic.size == 4)
      assert(topic.name == table.concat(topic.terms, ", ", 1, 3))
    end
  end)

  it("are the same in every run", function()
    local first, second = cluster(), cluster()
    assert(table.concat(first.labels) == table.concat(second.labels))
    for i, topic in ipairs(first.list) do
      assert(topic.name == second.list[i].name)
    end
  end)

  it("leave out the words to be ignored", function()
    local cases = conversations_of(2)
    local result = topics.cluster(words_of(cases),
      settings { k = 2, ignore = { "Invoice", "parcel" } })
    for _, topic in ipairs(result.list) do
      for _, term in ipairs(topic.terms) do
        assert(term ~= "invoice" and term ~= "parcel", term)
      end
    end
  end)

  it("take names by number", function()
    local result = cluster { names = { [0] = "First", [2] = "Third" } }
    assert(result.list[1].name == "First" and result.list[3].name == "Third")
    assert(result.list[2].name == table.concat(result.list[2].terms, ", ",
      1, 3))
  end)

  it("keep names by term when a rerun gives other numbers", function()
    local names = { parcel = "Delivery", router = "Broadband" }
    local numbers = {}
    for seed = 0, 7 do
      local result = cluster { names = names, seed = seed }
      assert(topic_with(result, "parcel").name == "Delivery")
      assert(topic_with(result, "router").name == "Broadband")
      numbers[topic_with(result, "parcel").id] = true
    end
    assert(next(numbers, (next(numbers))), "no seed changed the numbers")
  end)

  it("prefer a name by number, and leave out a term nobody has", function()
    local id = topic_with(cluster(), "parcel").id
    local result = cluster { names = { [id] = "Number", parcel = "Term",
      zebra = "Nobody" } }
    assert(result.list[id + 1].name == "Number")
    for _, topic in ipairs(result.list) do
      assert(topic.name ~= "Term" and topic.name ~= "Nobody")
    end
    assert(result.note == "topics.names: no topic is or has 'zebra'")
    result = cluster { k = 20, names = { [20] = "None", parcel = "Term",
      zebra = "Nobody" } }
    assert(result.note:find("^too few or too alike for 20 topics: .*; "
      .. "topics%.names: no topic is or has '20', 'zebra'$"), result.note)
  end)

  it("give a name to the topic whose list has its term first", function()
    local documents = {}
    for i = 1, 8, 2 do
      documents[i], documents[i + 1] = "apple apple apple pear",
        "plum pear pear pear"
    end
    local result = topics.cluster(documents,
      settings { k = 2, max_df = 1.0, names = { pear = "Pears" } })
    for _, topic in ipairs(result.list) do
      assert((topic.name == "Pears") == (topic.terms[1] == "pear"))
    end
    assert(not result.note)
  end)

  it("choose k by silhouette when it is auto", function()
    local result = cluster { k = "auto" }
    assert(result.k == 3 and #result.sweep == 5)
    for i, row in ipairs(result.sweep) do
      assert(row.k == i + 1)
      assert(row.silhouette <= result.sweep[2].silhouette)
    end
    assert(result.sweep[2].silhouette > 0.5)
  end)

  it("choose the smaller k when silhouettes are equal", function()
    local result = topics.cluster({ "apple", "pear", "plum", "grape" },
      settings { k = "auto" })
    assert(#result.sweep == 2 and result.k == 2)
    assert(result.sweep[1].silhouette == result.sweep[2].silhouette)
  end)
end)

describe("topic examples", function()
  it("are turns that customers said, one a conversation", function()
    local conversations = conversations_of(3)
    local result = topics.cluster(words_of(conversations), settings())
    topic_examples.add(result, 2, function(document)
      return conversations[document]
    end)
    for _, topic in ipairs(result.list) do
      assert(#topic.examples == 2)
      assert(topic.examples[1].id ~= topic.examples[2].id)
      for _, example in ipairs(topic.examples) do
        local document = tonumber(example.id:sub(2))
        assert(result.labels[document] == topic.id)
        assert(conversations[document].turns[3].text == example.text)
      end
    end
  end)
end)

describe("a topic example", function()
  -- The examples of a topic of one subject whose customers say these turns.
  local function examples(...)
    local documents, turns = { "red apple pear", "red apple pear" }, {}
    for i, said in ipairs { ... } do
      turns[i] = { speaker = "customer", text = said }
    end
    local result = topics.cluster(documents, settings { k = 1 })
    topic_examples.add(result, 4, function(document)
      return { id = "c" .. document, turns = turns }
    end)
    return result.list[1].examples
  end

  it("has at least three words that count", function()
    assert(#examples "The red apple." == 0)
    assert(#examples "A red apple, a pear." == 1)
  end)

  it("is one of its conversation, and no text twice", function()
    local found = examples("Red apple, pear.", "Apple, pear, red!")
    assert(#found == 2 and found[1].id ~= found[2].id)
    assert(found[1].text ~= found[2].text)
  end)
end)

describe("topics of hostile input", function()
  local function clustered(documents, changes)
    return topics.cluster(documents, settings(changes))
  end

  it("of nothing are none, with the reason", function()
    for _, k in ipairs { 3, "auto" } do
      local result = clustered({}, { k = k })
      assert(result.k == 0 and #result.list == 0 and #result.labels == 0)
      assert(result.note == "no transcript to cluster")
      for _, documents in ipairs { { "" }, { "", "" }, { "a", "b" } } do
        result = clustered(documents, { k = k })
        assert(result.k == 0 and #result.labels == 0)
        assert(result.note:find("^no topics: "), result.note)
      end
    end
  end)

  it("are one for one document, or for equal ones", function()
    for _, k in ipairs { 1, 3, "auto" } do
      for count = 1, 4 do
        local documents = {}
        for i = 1, count do
          documents[i] = "same words"
        end
        local result = clustered(documents, { k = k })
        assert(result.k == 1 and result.list[1].size == count)
        assert(result.list[1].name == "same, words", result.list[1].name)
      end
    end
  end)

  it("are no more than the documents", function()
    local documents = { "red apple", "red pear", "apple pear" }
    local result = clustered(documents, { k = 8 })
    assert(result.k == 3 and #result.labels == 3 and #result.list == 3)
    assert(result.note == "too few or too alike for 8 topics: 3 transcripts,"
      .. " 3 topics", result.note)
    result = clustered(documents, { k = "auto" })
    assert(result.k == 2 and not result.note)
  end)

  it("have a name even without a known word", function()
    local result = clustered({ "red apple", "", "red pear", "apple pear", "" },
      { k = 2 })
    assert(#result.labels == 5 and result.labels[2] == result.labels[5])
    for _, topic in ipairs(result.list) do
      assert(topic.name ~= "")
    end
    topic_examples.add(result, 2, function()
      return { id = "x", turns = { { speaker = "customer", text = "Yes." } } }
    end)
    for _, topic in ipairs(result.list) do
      assert(#topic.examples == 0)
    end
  end)
end)
