#!/bin/sh
# waits.sh: a run that was killed while the service had told it to wait. The
# next one waits for the rest and does not begin to count anew. The tenant's
# log is the judge.
. tests/e2e/lib.sh

# kill_at_wait NUMBER OPTIONS...: starts a report and kills it while it waits
# after the NUMBERth answer 429.
kill_at_wait() {
  number=$1
  shift
  "$undertone" report.lua --out "$out" --quiet --from 2026-11-01 \
    --to 2026-11-16 "$@" > /dev/null 2>&1 &
  running=$!
  for _ in $(seq 200); do
    test "$(throttled)" -ge "$number" && break
    sleep 0.05
  done
  sleep 0.3
  kill -KILL "$running"
  wait "$running" 2> /dev/null
  logged=$(wc -l < "$work/requests.log")
}

throttled() {
  grep -c '"status": 429' "$work/requests.log"
}

# Seconds from the last answer 429 before the kill to the first request after
# it; what was in flight beside the 429 does not count.
waited() {
  sed 's/.*"time": \([0-9.]*\).*"status": \([0-9]*\).*/\1 \2/' \
    "$work/requests.log" |
    awk -v logged="$logged" 'NR <= logged && $2 == 429 { since = $1 }
      NR == logged + 1 { print $1 - since }
      END { if (NR <= logged) print 0 }'
}

for concurrency in 1 8; do
  begin "the rest of the wait is waited for, $concurrency in flight"
  start_tenant --fault F12@transcript:20
  kill_at_wait 1 --concurrency "$concurrency"
  report --concurrency "$concurrency"
  expect_status 0
  expect_text "$work/stderr" "the service asked to wait; "
  expect_equal "$(throttled)" 1
  checks=$((checks + 1))
  waited | awk '{ exit !($1 >= 2 && $1 <= 30) }' ||
    fail "waited $(waited) s, not 2"
  stop_tenant
done

begin "a transfer that stalls does not stop the progress"
start_tenant --fault F1.late@transcript:20 --slow 6000
report --concurrency 1
expect_status 0
expect_text "$work/stderr" "transcripts  19/"
stop_tenant

begin "waits that a killed run used up are used up"
few="--set fetch.throttle_waits=2 --set fetch.retry_throttle_ms=1"
start_tenant --fault F27@transcript:20-
kill_at_wait 2 --concurrency 1 $few
report --concurrency 1 $few
expect_status 6
expect_equal "$(throttled)" 4 # one is set aside, the next shows it is all
expect_text "$work/stderr" "after 2 waits"

begin "who comes back later begins anew"
report --concurrency 1 $few
expect_status 6
expect_no_text "$work/stderr" "the service asked to wait; "
stop_tenant

finish
