-- topics.lua: what conversations are about, by clustering their words.
-- TF-IDF over content words, k-means on the rows. A topic is described by
-- its top terms under class-based TF-IDF (Grootendorst 2022), since raw
-- centroids name what all topics share.

local failure = require "undertone.failure"
local kmeans = require "undertone.kmeans"
local tfidf = require "undertone.tfidf"

local topics = {}

local NAME_TERMS = 3

-- No clusters, and the sentence that says why.
local function none(why)
  return { k = 0, labels = {}, list = {}, note = why }
end

local function top_terms(center, terms, count)
  local order = {}
  for i in ipairs(terms) do
    order[i] = i
  end
  table.sort(order, function(a, b)
    if center[a] ~= center[b] then
      return center[a] > center[b]
    end
    return a < b
  end)
  local top = {}
  for i = 1, math.min(count, #order) do
    top[i] = terms[order[i]]
  end
  return top
end

local function describe(model, fit, settings)
  local all, list = model:terms(), {}
  for id = 0, fit.k - 1 do
    local own = top_terms(fit.centers[id + 1], all, settings.terms)
    list[id + 1] = {
      id = id, size = fit.sizes[id + 1], terms = own,
      name = settings.names[id]
        or table.concat(own, ", ", 1, math.min(NAME_TERMS, #own)),
    }
  end
  return list
end

-- Clusters documents of content words; one label (0 … k-1) per document.
-- Returns { k =, labels =, list = { { id =, size =, terms =, name = } },
-- note = what the user should know, or nil }.
function topics.cluster(documents, settings)
  if #documents == 0 then
    return none("no transcript to cluster")
  end
  local matrix, model, code = tfidf.fit(documents, {
    max_features = settings.max_features, min_df = settings.min_df,
    max_df = settings.max_df })
  if not matrix then
    return none(("no topics: %s"):format(model, code))
  end
  local k = math.min(settings.k, #documents)
  local fit = failure.check(kmeans.fit(matrix,
    { k = k, seed = settings.seed, n_init = settings.n_init }))
  fit.k = k
  return { k = k, labels = fit.labels,
    list = describe(model, fit, settings),
    note = k < settings.k and ("only %d transcripts: %d topics instead of %d")
      :format(#documents, k, settings.k) or nil }
end

return topics
