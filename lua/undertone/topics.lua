-- topics.lua: what conversations are about, by clustering their words.
-- TF-IDF over content words, k-means on the rows. A topic is described by
-- its terms under class-based TF-IDF (Grootendorst 2022), since raw
-- centroids name what all topics share, and by real turns near its centre.

local clusters = require "undertone.clusters"
local failure = require "undertone.failure"
local keys = require "undertone.keys"
local kmeans = require "undertone.kmeans"
local plural = require "undertone.plural"
local tfidf = require "undertone.tfidf"

local topics = {}

local NAME_TERMS = 3
local NO_TERMS = "(no terms)" -- the name of texts without a common word
local NEAREST = 8 -- documents whose turns may become examples

-- No clusters, and the sentence that says why.
local function none(why)
  return { k = 0, labels = {}, list = {}, sweep = {}, note = why }
end

-- Documents that are alike leave clusters empty; those are not topics, so
-- the fit is made again with as many as were filled.
local function fit_k(matrix, k, settings)
  local fit = failure.check(kmeans.fit(matrix,
    { k = k, seed = settings.seed, n_init = settings.n_init }))
  local filled = 0
  for _, size in ipairs(fit.sizes) do
    filled = filled + (size > 0 and 1 or 0)
  end
  if filled < k then
    return fit_k(matrix, filled, settings)
  end
  fit.k = k
  return fit
end

-- Fits every k from 2 to the most; the best mean silhouette (Rousseeuw 1987,
-- cosine distance) wins, the smaller k on a tie.
local function sweep(matrix, most, settings)
  local rows, best, best_mean = {}, nil, nil
  for k = 2, most do
    local fit = fit_k(matrix, k, settings)
    if fit.k < k then -- the documents are of no more kinds
      return best or fit, rows
    end
    local mean = clusters.silhouette(matrix, fit.labels).mean
    rows[#rows + 1] = { k = k, silhouette = mean }
    if not best or mean > best_mean then
      best, best_mean = fit, mean
    end
  end
  return best, rows
end

local function choose(matrix, settings)
  local documents = matrix:rows()
  if settings.k ~= "auto" then
    return fit_k(matrix, math.min(settings.k, documents), settings), {}
  end
  local most = math.min(settings.k_most, documents - 1)
  if most < 2 then
    return fit_k(matrix, 1, settings), {}
  end
  return sweep(matrix, most, settings)
end

-- The topic in whose list of terms this one stands first, or nil.
local function topic_of_term(list, term)
  local best, best_rank
  for _, topic in ipairs(list) do
    for rank, own in ipairs(topic.terms) do
      if own == term and (not best or rank < best_rank) then
        best, best_rank = topic, rank
      end
    end
  end
  return best
end

-- Gives every topic its name: the user's by number, else the user's by term,
-- else its first terms.
local function set_names(list, names)
  for _, topic in ipairs(list) do
    topic.name = names[topic.id]
  end
  for _, term in ipairs(keys.sorted(names)) do
    local topic = topic_of_term(list, term)
    if topic and not topic.name then
      topic.name = names[term]
    end
  end
  for _, topic in ipairs(list) do
    local first = table.concat(topic.terms, ", ", 1,
      math.min(NAME_TERMS, #topic.terms))
    topic.name = topic.name or first ~= "" and first or NO_TERMS
  end
end

local function describe(matrix, model, documents, fit, settings)
  local columns = model:terms()
  local ranked = clusters.terms(model:counts(documents), fit.labels,
    settings.terms)
  local nearest = clusters.nearest(matrix, fit.labels, NEAREST)
  local list = {}
  for id = 0, fit.k - 1 do
    local terms = {}
    for i, entry in ipairs(ranked[id + 1] or {}) do
      terms[i] = columns[entry.column]
    end
    list[id + 1] = { id = id, size = fit.sizes[id + 1], terms = terms,
      nearest = nearest[id + 1] or {}, center = fit.centers[id + 1] }
  end
  set_names(list, settings.names)
  return list
end

-- The documents without the words that are courtesy in every conversation
-- and the subject of none.
local function without(documents, ignored)
  local drop = {}
  for _, word in ipairs(ignored) do
    drop[word:lower()] = ""
  end
  local kept = {}
  for i, document in ipairs(documents) do
    kept[i] = document:gsub("%S+", drop)
  end
  return kept
end

-- A handful of documents may share no term, or all of them; then every term
-- counts.
local function weigh(documents, settings)
  local matrix, model = tfidf.fit(documents, {
    max_features = settings.max_features, min_df = settings.min_df,
    max_df = settings.max_df })
  if not matrix then
    matrix, model = tfidf.fit(documents,
      { max_features = settings.max_features })
  end
  return matrix, model
end

-- The user's names that no topic takes: its number or term is none's.
local function homeless_names(list, names)
  local homeless = {}
  for _, key in ipairs(keys.sorted(names)) do
    local topic
    if type(key) == "string" then
      topic = topic_of_term(list, key)
    else
      topic = list[key + 1]
    end
    if not topic then
      homeless[#homeless + 1] = ("'%s'"):format(key)
    end
  end
  return homeless
end

-- What the user should know of a fit, as one text, or nil.
local function remark(documents, fit, list, settings)
  local remarks = {}
  if settings.k ~= "auto" and fit.k < settings.k then
    remarks[1] = ("too few or too alike for %d topics: %s, %s"):format(
      settings.k, plural.count(#documents, "transcript"),
      plural.count(fit.k, "topic"))
  end
  local homeless = homeless_names(list, settings.names)
  if #homeless > 0 then
    remarks[#remarks + 1] = "topics.names: no topic is or has "
      .. table.concat(homeless, ", ")
  end
  return #remarks > 0 and table.concat(remarks, "; ") or nil
end

-- Clusters documents of content words; one label (0 … k-1) per document.
-- Returns { k =, labels =, list = { { id =, size =, terms =, name =,
-- nearest = documents by number, center = weights } }, model =, sweep =
-- { { k =, silhouette = } }, note = what the user should know, or nil }.
function topics.cluster(documents, settings)
  if #documents == 0 then
    return none("no transcript to cluster")
  end
  documents = without(documents, settings.ignore)
  local matrix, model = weigh(documents, settings)
  if not matrix then
    return none("no topics: " .. model)
  end
  local fit, rows = choose(matrix, settings)
  local list = describe(matrix, model, documents, fit, settings)
  return { k = fit.k, labels = fit.labels, sweep = rows, model = model,
    list = list, note = remark(documents, fit, list, settings) }
end

-- Topic id -> name, of a result.
function topics.names(result)
  local names = {}
  for _, topic in ipairs(result.list) do
    names[topic.id] = topic.name
  end
  return names
end

return topics
