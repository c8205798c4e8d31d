#!/bin/sh
# budget.sh: what failed only because others used up the budget of repeats is
# asked for once more before the run ends; what failed by itself is not.
. tests/e2e/lib.sh

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
  expect_text "$csv" "not tried again because too many others failed"
  expect_equal "$(asked "$id")" 2
  stop_tenant

  begin "one fails for ever and has its attempts, $concurrency in flight"
  start_tenant --data "$work/data.jsonl" --fault "F19@id=$id"
  report $quick --concurrency $concurrency
  expect_status 3
  expect_equal "$(asked "$id")" 5
  stop_tenant
done

begin "those that wait for their next attempt hold up no other"
start_tenant --data "$work/data.jsonl" --fault F19@transcript:1-3
"$undertone" report.lua --out "$out" --quiet --from 2026-11-01 \
  --to 2026-11-16 --concurrency 1 --set fetch.retry_base_ms=60000 \
  > /dev/null 2>&1 &
running=$!
for _ in $(seq 100); do
  asked=$(asked)
  test "$asked" -ge 40 && break
  sleep 0.05
done
kill -KILL "$running"
wait "$running" 2> /dev/null
checks=$((checks + 1))
test "$asked" -ge 40 || fail "asked for $asked of 40 in 5 s"
stop_tenant

finish
