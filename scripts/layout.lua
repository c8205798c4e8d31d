-- layout.lua: what the outputs are called and in which order they come.
-- Copy to override, do not edit: put a copy in your user folder, or set
-- single entries as `layout = { figures = { … } }` in a settings file.

return {
  -- Each figure is a file of that name in the plot folder. Its labels: title,
  -- subtitle, caption, xlabel, ylabel, width and height in inches, and empty,
  -- the words when there is nothing to draw. A figure of your own is an entry
  -- with `draw`, a function (job, labels) that returns a figure of
  -- undertone.plot and a sentence on what it shows; add its name to
  -- figure_order.
  figures = {
    sentiment_distribution = {
      title = "Interaction Sentiment Distribution",
      xlabel = "Sentiment score",
      ylabel = "Conversations",
    },
    outcome_vs_sentiment = {
      title = "Sentiment Score by Interaction Outcome",
      xlabel = "Outcome",
      ylabel = "Sentiment score",
    },
    topic_clusters = {
      title = "Topic Cluster Distribution",
      xlabel = "Conversations",
      ylabel = "Topic",
    },
    sentiment_by_topic = {
      title = "Sentiment Score by Topic",
      xlabel = "Sentiment score",
    },
    outcome_by_topic = {
      title = "Outcome Mix by Topic",
      xlabel = "Share of conversations",
    },
    sentiment_course = {
      title = "Sentiment over the Course of a Conversation",
      caption = "Bands: 95 % interval of the mean.",
    },
    sentiment_by_day = {
      title = "Sentiment by Day",
      caption = "Band: 95 % interval of the mean.",
    },
    k_sweep = {
      title = "Silhouette by Number of Topics",
    },
  },
  -- Which figures are drawn, in this order; k_sweep only when topics.k is
  -- "auto".
  figure_order = {
    "sentiment_distribution", "outcome_vs_sentiment", "topic_clusters",
    "sentiment_by_topic", "outcome_by_topic", "sentiment_course",
    "sentiment_by_day", "k_sweep",
  },
  figure_data = false, -- true: the numbers of each figure as NAME.csv, too
  -- Written for every figure: any of "png", "svg", "pdf".
  figure_formats = { "png" },
  dpi = 150,

  -- The columns of the CSV, in this order. A column is a name from
  -- lua/undertone/columns.lua, or a table { name = , value = function(c) }
  -- that is given the conversation as filters see it.
  columns = {
    "conversation_id", "start_time", "duration_seconds", "channel",
    "disposition", "outcome", "transcript_status", "reason", "attempts",
    "has_transcript", "turns", "sentiment_score", "sentiment_label",
    "customer_score", "agent_score", "whole_score", "trend",
    "transcript_compound", "topic_cluster", "topic_label", "transcript_text",
  },
  -- More columns, after those: the easy way to add one.
  extra_columns = {},
  csv_name = "cxone_interaction_analysis.csv",
  plot_folder = "cxone_analysis_plots",

  -- The page. A section is the name of a stock one, or a table { name = ,
  -- title = , content = function(job, page) } whose content is made with
  -- page.h; see lua/undertone/markup.lua, which escapes every text.
  page = {
    name = "report.html",
    language = "en",
    title = "How conversations went",
    -- false: no turn is quoted, neither here nor in run.json and topics.csv.
    excerpts = true,
    conversations = 5, -- how many of the most negative and most improved
    sections = {
      "ledger", "findings", "figures", "outcomes", "pairs", "labels",
      "topics", "topic_outcomes", "negative", "improved", "tests", "missing",
      "settings", "versions",
    },
    titles = {
      ledger = "Ledger",
      findings = "In short",
      figures = "Figures",
      outcomes = "Sentiment by outcome",
      pairs = "Outcome against outcome",
      labels = "Label by outcome",
      topics = "Topics",
      topic_outcomes = "Topic by outcome",
      negative = "Most negative conversations",
      improved = "Most improved conversations",
      tests = "Tests",
      missing = "What is missing, and why",
      settings = "Settings",
      versions = "Versions",
    },
    -- Each %s is filled in, in this order; words of your own have as many.
    words = {
      window = "%s to %s (UTC)",
      source = "Source: %s",
      skip = "Skip to the report",
      contents = "Contents",
      none = "–",
      more_rows = "%s more rows are not shown.",
      more_outcomes = "%s more outcomes are not shown.",
      more_pairs = "%s more pairs are not shown; these are the surest.",
      more_reasons = "%s rarer reasons are not shown; the CSV has all.",
      more_columns = "%s more columns are not shown.",

      conversations = "conversations",
      scored = "scored",
      ok = "with a transcript",
      empty = "with nothing said",
      absent = "without a transcript",
      forbidden = "with access denied",
      failed = "failed to download",
      pending = "not ready yet",
      excluded = "left out by filters",
      unscored = "unscored (no turn that counts)",

      felt_customer = "How customers felt",
      felt_agent = "How agents sounded",
      felt_all = "How everyone sounded",
      lead_customer = "Customers were positive in %s, neutral in %s and "
        .. "negative in %s of %s scored conversations; the mean score is %s "
        .. "on a scale from −1 to +1.",
      lead_agent = "Agents were positive in %s, neutral in %s and negative "
        .. "in %s of %s scored conversations; the mean score is %s on a "
        .. "scale from −1 to +1.",
      lead_all = "Conversations were positive in %s, neutral in %s and "
        .. "negative in %s of %s that were scored; the mean score is %s on a "
        .. "scale from −1 to +1.",
      lead_one = "One conversation was scored; its score is %s on a scale "
        .. "from −1 to +1.",
      lead_differ = "Outcomes differ: mean scores go from %s (%s) to %s (%s), "
        .. "and %s.",
      lead_missing = "No score for %s of %s conversations (%s): %s.",
      lead_missing_one = "No score for the only conversation: %s.",

      felt_rose = "From the first third of a conversation to the last, "
        .. "scores rose by %s on average (95 % interval %s to %s), in %s.",
      felt_fell = "From the first third of a conversation to the last, "
        .. "scores fell by %s on average (95 % interval %s to %s), in %s.",
      felt_level = "From the first third of a conversation to the last there "
        .. "is no clear change: %s on average (95 % interval %s to %s), "
        .. "in %s.",
      felt_few = "Whether scores rise or fall within a conversation cannot "
        .. "be said: there are too few, %s.",
      long_customer = "%s conversations with at least %s customer turns",
      long_customer_one = "%s conversation with at least %s customer turns",
      long_agent = "%s conversations with at least %s agent turns",
      long_agent_one = "%s conversation with at least %s agent turns",
      long_all = "%s conversations with at least %s turns",
      long_all_one = "%s conversation with at least %s turns",
      felt_none = "No conversation was scored, so nothing can be said.",
      felt_mean = "mean score, from −1 to +1",
      felt_interval = "95 % interval %s to %s",
      negative = "negative", neutral = "neutral", positive = "positive",
      differ = "Which outcomes differ, and by how much",
      dot = "%s (%s to %s)",
      dot_called = "“%s”",
      dot_few = "%s (only %s)",
      dot_equal = "%s (all %s equal)",
      differ_more = "More findings (%s) are under “%s”.",
      differ_other = "and %s more outcomes",
      differ_other_one = "and %s more outcome",
      lacking = "What is missing",
      lacking_all = "There are no conversations.",
      lacking_none = "Nothing is missing: all %s conversations have a score.",
      lacking_none_one = "Nothing is missing: the only conversation has a "
        .. "score.",
      lacking_share = "of %s conversations have no score",
      lacking_share_one = "of %s conversation has no score",
      lacking_where = "Where the most is missing:",
      lacking_part = "%s of %s",
      lacking_note = "They count as missing, never as neutral.",

      outcome = "Outcome", n = "n", missing = "Missing", median = "Median",
      q1 = "Lower quartile", q3 = "Upper quartile", mean = "Mean",
      low = "95 % from", high = "to", dots = "From %s to %s",
      outcomes_caption = "Scores of conversations by outcome. Missing ones "
        .. "have no score. The interval is a bootstrap’s (BCa, expanded for "
        .. "small n) of %s resamples.",
      outcomes_caption_few = "Scores of conversations by outcome. Missing "
        .. "ones have no score; no outcome has enough unlike ones for an "
        .. "interval.",
      few = "too few", all_equal = "all equal",

      lower = "Lower", higher = "Higher", chance = "Times in 100",
      delta = "Cliff’s δ", p = "p", adjusted = "p (Holm)",
      pairs_caption = "How often a conversation of the first outcome scores "
        .. "below one of the second, with its 95 % interval; the surest "
        .. "difference first.",
      pairs_none = "There are no two outcomes with enough scores to compare.",

      label = "Label", total = "All",
      labels_caption = "Conversations by label and outcome, with their share "
        .. "of the row and its 95 % interval. The signed number is the "
        .. "adjusted residual; where labels and outcomes are related "
        .. "(p up to 0.05), ▲ and ▼ mark those beyond ±2: clearly more or "
        .. "fewer than expected. Outcomes too few to say have none.",
      cross_none = "Nothing to compare.",
      topic = "Topic", adjusted_topics = "p (adjusted)",
      effect_v = "Cramér’s V",
      topic_outcomes_caption = "Conversations by topic and outcome. The "
        .. "signed number is the adjusted residual. p compares the topic "
        .. "with all others, adjusted for the number of topics (Benjamini–"
        .. "Hochberg); where it is up to 0.05, ▲ and ▼ mark residuals beyond "
        .. "±2: the topic has clearly more or fewer of that outcome than the "
        .. "others.",

      topic_size = "%s conversations, %s",
      topic_size_one = "%s conversation, %s",
      topic_terms = "Terms",
      topic_examples = "What customers said",
      topics_none = "No topics were found.",

      question = "Question", method = "Method", statistic = "Statistic",
      effect = "Effect (95 % interval)",
      tests_caption = "Every test of this page. Behind a statistic stand "
        .. "its degrees of freedom. ε² is the share of the spread in ranks "
        .. "that lies between outcomes; η² is that share without what "
        .. "chance alone adds. U counts how often the lower outcome scores "
        .. "above the higher. Every interval of this page is one of 95 %, "
        .. "not adjusted for several comparisons.",
      question_outcomes = "Do scores differ between outcomes?",
      question_means = "Do mean scores differ between outcomes?",
      question_labels = "Are labels and outcomes related?",
      question_topics = "Are topics and outcomes related?",
      question_duration = "Do scores change with duration?",
      method_kruskal = "Kruskal–Wallis, ties corrected",
      method_mann_whitney = "Mann–Whitney",
      method_welch = "Welch’s analysis of variance",
      method_chi2 = "χ² test",
      method_monte_carlo = "χ² by Monte Carlo of %s tables (small counts)",
      method_spearman = "Spearman’s rank correlation",

      conversation = "Conversation", start = "Start", score = "Score",
      change = "Change", worst = "Worst turn",
      worst_score = "Worst turn’s score",
      negative_caption = "The lowest scores first, with the turn that "
        .. "scored lowest.",
      improved_caption = "The largest rise first, from the first third of "
        .. "the turns to the last.",
      negative_filtered_none = "None to show: no conversation of this "
        .. "outcome scored below 0.",
      improved_filtered_none = "None to show: in no conversation of this "
        .. "outcome did the score rise.",
      conversations_none = "There are none.",
      excerpts_off = "Excerpts are off: no turn is quoted.",
      filter = "Outcome", filter_all = "All outcomes",
      filter_status = "shown",

      status = "Status", reason = "Reason",
      missing_caption = "Conversations of each outcome, with a score and "
        .. "without.",
      reasons_caption = "Reasons by outcome, as the service or a filter gave "
        .. "them.",
      reasons_none = "Every conversation has a score.",

      setting = "Setting", value = "Value", origin = "Set by",
      settings_caption = "What was set for this run.",
      settings_none = "Nothing was changed from the stock settings.",
      settings_all = "All settings",
      settings_default = "default",
      library = "Library", version = "Version",
      versions_caption = "What made this report.",
    },
  },
}
