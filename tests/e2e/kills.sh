#!/bin/sh
# kills.sh: SIGKILL at random moments of every phase, most of them while
# transcripts come, loses nothing and repeats nothing.
# KILLS, COPIES of the sample and SEED make the long form of it: make soak.
. tests/e2e/lib.sh

kills=${KILLS:-12}
copies=${COPIES:-2}
seed=${SEED:-1}

# leg KILLS CONCURRENCY: with a latency by which a crawl takes as long at
# every concurrency.
leg() {
  begin "$1 kills, $2 in flight"
  rm -rf "$work/whole" "$work/killed"
  start_tenant --repeat "$copies" --latency $((30 * $2 / 8)) \
    --max-seconds 20000
  "$undertone" tests/e2e/kills.lua "$undertone" "$work/requests.log" "$work" \
    "$1" "$seed" "$2"
  status=$?
  expect_status 0
  stop_tenant
}

leg "$kills" 8
leg $((kills / 4 + 2)) 1

finish
