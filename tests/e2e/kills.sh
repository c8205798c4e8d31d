#!/bin/sh
# kills.sh: SIGKILL at random moments loses nothing and repeats nothing.
# KILLS, COPIES of the sample and SEED make the long form of it: make soak.
. tests/e2e/lib.sh

kills=${KILLS:-12}
copies=${COPIES:-2}
seed=${SEED:-1}

start_tenant --repeat "$copies" --latency 30 --max-seconds 3000
for concurrency in 8 1; do
  begin "$kills kills, $concurrency in flight"
  rm -rf "$work/whole" "$work/killed"
  "$undertone" tests/e2e/kills.lua "$undertone" "$work/requests.log" "$work" \
    "$kills" "$seed" "$concurrency"
  status=$?
  expect_status 0
  kills=$((kills / 4))
done
stop_tenant

finish
