#!/bin/sh
# report.sh: whole runs of the stock report: rows as expected, the same over
# HTTP and from a file, twice the same bytes, any thread count.
. tests/e2e/lib.sh

plots=$out/cxone_analysis_plots
window="--from 2026-11-02 --to 2026-11-03"

begin "rows of a small file are as worked out by hand"
report --source tests/fixtures/report.jsonl $window
expect_status 0
checks=$((checks + 1))
diff tests/fixtures/report.csv "$csv" > "$work/stderr" || fail "rows differ"
expect_no_litter

# What a service says of a conversation without transcript differs from what
# a file says, and it takes an attempt; all else must be the same.
without_source() {
  sed 's/no transcript (HTTP 404)/no transcript in the file/;
    s/^\(.*,\(ok\|empty\|missing\),[^,]*\),1,/\1,0,/' "$1"
}

begin "the same rows over HTTP, a page at a time"
start_tenant --data tests/fixtures/report.jsonl --page-size 2
report $window --concurrency 3
expect_status 0
without_source "$csv" > "$work/over_http.csv"
checks=$((checks + 1))
diff tests/fixtures/report.csv "$work/over_http.csv" > "$work/stderr" \
  || fail "rows differ"
expect_equal "$(grep -c '"call": *"page"' "$work/requests.log")" 4
stop_tenant

begin "the sample data, whole"
start_tenant
report
expect_status 0
expect_equal "$(rows "$csv")" "$total"
for name in sentiment_distribution outcome_vs_sentiment topic_clusters; do
  checks=$((checks + 1))
  head -c 8 "$plots/$name.png" | cmp -s - tests/fixtures/png_magic \
    || fail "$name.png is no PNG"
done
"$undertone" -e 'local json = require "undertone.json"
  local run = json.decode(io.open(arg[1]):read("a"))
  local sum = 0
  for _, n in pairs(run.ledger) do sum = sum + n end
  assert(sum == run.conversations, "ledger does not add up")
  assert(#run.topics == 5 and #run.outcomes >= 5)
  for _, topic in ipairs(run.topics) do
    assert(#topic.terms > 2 and #topic.examples > 0 and topic.size > 0)
  end' "$out/run.json" 2> "$work/stderr"
status=$?
expect_status 0
mv "$out" "$work/first"
stop_tenant

begin "a second run on one thread gives the same bytes"
start_tenant
OMP_NUM_THREADS=1 LC_ALL=C TZ=Pacific/Apia report --concurrency 1
expect_status 0
for file in cxone_interaction_analysis.csv \
  cxone_analysis_plots/sentiment_distribution.png \
  cxone_analysis_plots/outcome_vs_sentiment.png \
  cxone_analysis_plots/topic_clusters.png; do
  checks=$((checks + 1))
  cmp -s "$out/$file" "$work/first/$file" || fail "$file differs"
done
stop_tenant

begin "no secret or token in any output"
start_tenant
report --verbose
expect_no_text "$out" "demo-secret"
expect_no_text "$work/stderr" "demo-secret"
expect_no_text "$work/stderr" "Bearer"
stop_tenant

if [ -e ../shared/data/sgd_dev.jsonl.gz ]; then
  begin "2,098 real dialogues"
  start_tenant --data ../shared/data/sgd_dev.jsonl.gz
  report
  expect_status 0
  expect_equal "$(rows "$csv")" 2098
  expect_text "$work/stdout" "2,043  ok"
  expect_text "$work/stdout" "55  missing"
  echo "compared: 2,098 rows of real dialogues, 55 without transcript"
  stop_tenant
fi

finish
