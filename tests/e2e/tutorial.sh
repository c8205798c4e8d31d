#!/bin/sh
# tutorial.sh: scripts/tutorial.lua over the wire writes the Python tutorial's
# CSV to the byte and its three figures: for a small fixture of ours always,
# for the reference's dialogues when they lie beside the project.
. tests/e2e/lib.sh

shared=../shared
figures="sentiment_distribution outcome_vs_sentiment topic_clusters"

tutorial() {
  "$undertone" tutorial.lua --out "$out" \
    --from 2026-11-01T00:00:00Z --to 2026-11-16T00:00:00Z \
    > "$work/stdout" 2> "$work/stderr"
  status=$?
}

# expect_csv FILE: the CSV just written has the bytes of the file.
expect_csv() {
  checks=$((checks + 1))
  if cmp "$csv" "$1" >> "$work/stderr" 2>&1; then
    echo "$test_name: $(rows "$csv") rows," \
      "$(wc -c < "$csv" | tr -d ' ') bytes compared, 0 differences"
  else
    fail "the CSV differs"
  fi
}

expect_figures() {
  for figure in $figures; do
    checks=$((checks + 1))
    png=$out/cxone_analysis_plots/$figure.png
    test "$(head -c 4 "$png" | tail -c 3)" = PNG || fail "no $figure.png"
  done
}

begin "tutorial on our fixture"
start_tenant --data tests/fixtures/small.jsonl --page-size 5
tutorial
expect_status 0
expect_csv tests/fixtures/small.csv
expect_figures
stop_tenant

begin "tutorial on the reference's dialogues"
if test -e $shared/oracle/tutorial_dev.csv.gz; then
  start_tenant --data $shared/data/sgd_dev.jsonl.gz --page-size 500
  tutorial
  expect_status 0
  gzip -dc $shared/oracle/tutorial_dev.csv.gz > "$work/oracle.csv"
  expect_csv "$work/oracle.csv"
  expect_figures
  stop_tenant
else
  echo "$test_name: not here, 0 rows compared"
fi

finish
