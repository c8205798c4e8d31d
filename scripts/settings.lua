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
    token_attempts = 3, -- of a sign-in; never more than fetch.attempts
    query_path = "/api/v1/analytics/conversations/details/query",
    transcript_path = "/api/v1/conversations/%s/transcripts", -- %s: the id
    page_size = 100, -- conversations asked for at a time
    max_pages = 100000, -- more than that is refused as endless
  },

  -- How it is fetched: the options of lua/undertone/http.lua.
  fetch = {
    concurrency = 8, -- transfers in flight
    rate = false, -- requests a second; false: as fast as the service allows
    ca_file = false, -- a private certificate authority (PEM), in place of
      -- the system's

    -- When one transfer is given up. Slower than low_speed_bytes a second
    -- for low_speed_seconds counts as silence.
    timeout_ms = 120000,
    connect_timeout_ms = 10000,
    low_speed_bytes = 100,
    low_speed_seconds = 30,
    max_body_bytes = 16 * 1024 * 1024, -- as sent and decompressed
    max_header_bytes = 64 * 1024,

    -- How often a request is sent in all, and the waits between: uniform
    -- between 0 and the base, doubled each time, up to the cap.
    attempts = 5,
    retry_base_ms = 500,
    retry_cap_ms = 30000,

    -- Repeats share a budget: each costs some of it, each success gives some
    -- back; without it failures are final.
    retry_budget = 100,
    retry_cost = 5,
    retry_timeout_cost = 10,
    retry_refund = 1,

    -- Answers 429, and 503 with Retry-After: everybody pauses. A service
    -- that asks for longer than retry_after_cap_ms ends the run (code 6).
    retry_throttle_ms = 2000,
    retry_after_cap_ms = 300000,
    retry_after_slack = 0.1, -- up to this share is added
    throttle_waits = 10, -- of one request
    throttle_waits_ms = 30 * 60 * 1000,

    -- Half of the last 20 calls failed: one call after breaker_ms decides,
    -- the wait doubling; outage_ms of nothing but failure ends the run.
    breaker_ms = 30000,
    breaker_most_ms = 300000,
    outage_ms = 15 * 60 * 1000,
  },

  -- Transcripts that are not there yet: asked for again in later runs while
  -- the conversation ended less than young_hours ago; what the service calls
  -- "not ready" is given up when older and called so `attempts` times. A
  -- window that ended so lately is listed again by every run over it.
  not_ready = { young_hours = 24, attempts = 6 },

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
    seed = 42, -- of the clustering; another one may number topics otherwise
    n_init = 10, -- starts of the clustering, of which the best counts
    max_features = 500, -- terms, the most frequent ones
    -- In how many transcripts a term must and may be: a count, or a share
    -- such as 0.95.
    min_df = 2,
    max_df = 0.95,
    terms = 8, -- top terms shown per topic
    -- Words that every conversation has and none is about. Setting this
    -- replaces the whole list; {} keeps every word.
    ignore = {
      "actually", "also", "already", "alright", "anything", "ask", "asks",
      "back", "bye", "call", "called", "can", "check", "come", "could",
      "day", "dear", "else", "even", "everything", "fine", "get", "give",
      "go", "going", "good", "got", "great", "hello", "help", "hey", "hi",
      "just", "know", "last", "left", "let", "like", "look", "looking",
      "made", "make", "may", "maybe", "minute", "moment", "much", "must",
      "need", "needs", "never", "nice", "nothing", "ok", "okay", "one",
      "perfect", "please", "really", "right", "said", "say", "says", "see",
      "sent", "since", "something", "sorry", "still", "sure", "take", "tell",
      "thank", "thanks", "thing", "time", "today", "told", "tomorrow", "two",
      "us", "want", "wants", "way", "welcome", "well", "will", "would",
      "yeah", "yes", "yesterday", "yet",
    },
    examples = 3, -- typical turns shown per topic
    -- Names of your own: by one of a topic's terms, which a rerun keeps, as
    -- { refund = "Refunds" }, or by its number, as { [0] = "Refunds" }.
    names = {},
  },

  -- How outcomes are compared; see lua/undertone/relate.lua.
  relate = {
    -- An outcome with fewer scores is described, not tested; a point of a
    -- figure that rests on fewer conversations is not drawn.
    min_n = 8,
    seed = 42, -- of resampling
    resamples = 9999, -- of a mean, or tables drawn for a test; at most
    noun = "conversation", -- what a sentence calls a conversation
    -- Outcomes in a sentence: "An escalated conversation scores below …".
    words = {
      Success = "a resolved",
      Callback = "a called-back",
      Escalation = "an escalated",
      Abandoned = "an abandoned",
    },
  },

  -- Of all CSVs: "excel" for a sheet (byte order mark, CRLF, nothing runs as
  -- a formula) or "plain" for programs (the texts as they are).
  csv_dialect = "excel",

  -- true: also tables/{conversations,turns,topics,outcomes,tests,ledger}.csv
  -- for BI tools, and README.csv, which says what each column is.
  tidy_tables = false,
}
