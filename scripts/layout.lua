-- layout.lua: what the outputs are called and in which order they come.
-- Copy to override, do not edit: put a copy in your user folder, or set
-- single entries as `layout = { figures = { … } }` in a settings file.

return {
  -- Each figure is a function of that name in lua/undertone/figures.lua and
  -- a file of that name in the plot folder.
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
  },
  -- Which figures are drawn, in this order.
  figure_order = {
    "sentiment_distribution", "outcome_vs_sentiment", "topic_clusters",
  },
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
