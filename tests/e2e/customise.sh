#!/bin/sh
# customise.sh: an outcome, a filter, a title and a column changed in a
# copied settings file take effect without a build.
. tests/e2e/lib.sh

begin "a copied settings file"
cat > "$work/my_settings.lua" <<'LUA'
local filters = require "undertone.filters"

return {
  outcomes = { map = { voicemail = "Callback" } },
  topics = { names = { invoice = "Bills" } },
  filters = { filters.channels { "chat" } },
  layout = {
    figures = {
      topic_clusters = { title = "What they want", subtitle = "by words" },
      channels = {
        title = "One channel",
        draw = function(job, labels)
          local figure = require("undertone.plot").figure {
            title = labels.title }
          figure:axes { y = { label = "Scored" } }
            :bars { values = { job.outcomes[1].n }, colour = "#123456" }
          return figure, "One bar."
        end,
      },
    },
    figure_order = { "channels", "topic_clusters" },
    figure_formats = { "svg" },
    figure_data = true,
    extra_columns = {
      { name = "minutes", value = function(conversation)
        return (conversation.duration_seconds or 0) // 60
      end },
    },
  },
}
LUA
cat > "$work/calls.jsonl" <<'J'
{"conversationId":"a","start_time":"2026-11-02T08:00:00Z","duration":130,"disposition":"voicemail","channel":"chat","transcript":[{"author":{"type":"customer"},"text":"The invoice is wrong and I am annoyed.","timestamp":"2026-11-02T08:00:00Z"}]}
{"conversationId":"b","start_time":"2026-11-02T09:00:00Z","duration":60,"disposition":"resolved","channel":"voice","transcript":[{"author":{"type":"customer"},"text":"Thanks, great help!","timestamp":"2026-11-02T09:00:00Z"}]}
J
report --source "$work/calls.jsonl" --config "$work/my_settings.lua"
expect_status 0
expect_no_text "$work/stdout" "show boxes"
expect_text "$work/stdout" "  Bills: "
expect_text "$csv" ",voicemail,Callback,ok,"
expect_text "$csv" "channel is 'voice'"
expect_text "$csv" ",minutes"
expect_equal "$(grep -c ',excluded,' "$csv")" 1
expect_text "$out/cxone_analysis_plots/topic_clusters.svg" "What they want"
expect_text "$out/cxone_analysis_plots/topic_clusters.csv" "conversations"
expect_text "$out/cxone_analysis_plots/channels.svg" "One channel"
expect_text "$out/cxone_analysis_plots/channels.svg" "One bar."
# In colours of its own it stays on white, the stock one follows the page.
expect_equal "$(grep -c 'class="scroll picture paper"' "$out/report.html")" 1
expect_equal "$(grep -c 'class="scroll picture"' "$out/report.html")" 1
expect_text "$out/report.html" "var(--plot-ink,#222222)"
expect_equal "$(ls "$out/cxone_analysis_plots" | wc -l)" 3

begin "a column whose function fails, or returns what is no cell"
cat > "$work/column.lua" <<'LUA'
return { layout = { extra_columns = {
  { name = "words", value = function(conversation)
    return conversation.turns
  end },
} } }
LUA
report --source "$work/calls.jsonl" --config "$work/column.lua"
expect_status 2
expect_text "$work/stderr" "column.lua:2: column 'words' failed on \
conversation a: returned a table; a cell is a text, a number, true, false or"
expect_no_text "$work/stderr" "traceback"
sed -i 's/conversation.turns/conversation.no.such/' "$work/column.lua"
report --source "$work/calls.jsonl" --config "$work/column.lua"
expect_status 2
expect_text "$work/stderr" "column.lua:3: attempt to index a nil value"

begin "a name that no installed font can write"
cat > "$work/private.lua" <<'LUA'
return { outcomes = { map = { resolved = "\u{10ABCD}" } } }
LUA
report --source "$work/calls.jsonl" --config "$work/private.lua"
expect_status 0
expect_text "$work/stdout" "Note: figures show boxes for characters"
expect_equal "$(grep -c "show boxes" "$work/stderr")" 1

begin "the same files in the user's folder"
mkdir -p "$work/config/undertone/scripts"
cp "$work/my_settings.lua" "$work/config/undertone/scripts/settings.lua"
report --source "$work/calls.jsonl"
expect_status 0
expect_text "$csv" ",voicemail,Callback,ok,"

finish
