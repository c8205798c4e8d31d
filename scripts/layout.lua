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
}
