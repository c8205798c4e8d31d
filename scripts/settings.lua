-- settings.lua: every setting of the stock report with its default.
-- Copy to override, do not edit: a copy may keep only the lines it changes.
-- Use it as `undertone report.lua --config my_settings.lua`, or put it into
-- your user folder as scripts/settings.lua. Values merge over these; a key
-- that is not here is an error. `false` means "not set".
--
-- A copy may also change outcomes and layout, for example
--   outcomes = { map = { refunded = "Success" } },
--   layout = { figures = { topic_clusters = { title = "What they want" } } },

return {
  -- Where conversations come from: "cxone", or the path of a .jsonl file
  -- or of a Lua script that returns a source.
  source = "cxone",

  -- The output folder.
  out = "cxone_report",

  -- The window of start times, UTC: from (included) and to (not included)
  -- as ISO 8601, or the last `days` days.
  window = { days = 7, from = false, to = false },

  -- The service. Secrets come from the environment, never from here.
  cxone = {
    base_url = false, -- CXONE_BASE_URL, else the tutorial's default
    token_path = "/oauth2/token",
    query_path = "/api/v1/analytics/conversations/details/query",
    transcript_path = "/api/v1/conversations/%s/transcripts",
    page_size = 100,
    max_pages = 100000,
  },

  -- How it is fetched; see lua/undertone/http.lua for the meaning of each.
  fetch = {
    concurrency = 8,
    rate = false, -- requests a second; false: as fast as the service allows
    attempts = 5,
    timeout_ms = 120000,
    connect_timeout_ms = 10000,
    max_body_bytes = 16 * 1024 * 1024,
    ca_file = false, -- a private certificate authority (PEM)
  },

  -- Conversations to leave out: functions (conversation) -> keep?, reason,
  -- or ready-made ones from require("undertone.filters").
  filters = {},

  sentiment = {
    speaker = "customer", -- whose turns make the score: customer, agent, all
    aggregate = "mean", -- mean, median, end_weighted, worst
    positive = 0.05, -- label "positive" from this score up
    negative = -0.05, -- label "negative" from this score down
    trend_min_turns = 4, -- fewer turns have no trend
    overlays = {}, -- lexicon files laid over the reference lexicon
  },

  topics = {
    k = 5, -- how many, or "auto": the k of the best silhouette
    k_most = 20, -- where the sweep of "auto" ends
    seed = 42,
    n_init = 10,
    max_features = 500,
    min_df = 2,
    max_df = 0.95,
    terms = 8, -- top terms shown per topic
    examples = 3, -- typical turns shown per topic
    -- Names of your own: by one of a topic's terms, which a rerun keeps, as
    -- { refund = "Refunds" }, or by its number, as { [0] = "Refunds" }.
    names = {},
  },

  -- How outcomes are compared; see lua/undertone/relate.lua.
  relate = {
    min_n = 8, -- an outcome with fewer scores is described, not tested
    seed = 42,
    resamples = 9999, -- of an interval
    noun = "conversation", -- what a sentence calls a conversation
    -- Outcomes in a sentence: "An escalated conversation scores below …".
    words = {
      Success = "a resolved",
      Callback = "a called-back",
      Escalation = "an escalated",
      Abandoned = "an abandoned",
    },
  },

  -- The cells of the CSV: "excel" or "plain".
  csv_dialect = "excel",
}
