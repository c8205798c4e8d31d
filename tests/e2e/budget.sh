#!/bin/sh
# budget.sh: what failed only because others used up the budget of repeats is
# asked for once more before the run ends; what failed by itself is not.
. tests/e2e/lib.sh

# asked ID: how often the tenant was asked for that transcript.
asked() {
  grep '"call": "transcript"' "$work/requests.log" | grep -c "\"id\": \"$1\""
}

head -n 40 examples/tenant/conversations.jsonl > "$work/data.jsonl"
id=$(sed -n '7s/.*"conversationId": *"\([^"]*\)".*/\1/p' "$work/data.jsonl")
quick="--set fetch.retry_base_ms=1 --set fetch.breaker_ms=10"

for concurrency in 1 8; do
  begin "each fails once, no repeats are left, $concurrency in flight"
  start_tenant --data "$work/data.jsonl" --fault F19@each:1
  report $quick --set fetch.retry_budget=0 --concurrency $concurrency
  expect_status 0
  expect_equal "$(asked "$id")" 2
  stop_tenant

  begin "one fails for ever, no repeats are left, $concurrency in flight"
  start_tenant --data "$work/data.jsonl" --fault "F19@id=$id"
  report $quick --set fetch.retry_budget=0 --concurrency $concurrency
  expect_status 3
  expect_text "$out/cxone_interaction_analysis.csv" \
    "not tried again because too many others failed"
  expect_equal "$(asked "$id")" 2
  stop_tenant

  begin "one fails for ever and has its attempts, $concurrency in flight"
  start_tenant --data "$work/data.jsonl" --fault "F19@id=$id"
  report $quick --concurrency $concurrency
  expect_status 3
  expect_equal "$(asked "$id")" 5
  stop_tenant
done

finish
