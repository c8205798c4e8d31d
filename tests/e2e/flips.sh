#!/bin/sh
# flips.sh: a bit of the store that the disk changed is noticed, or has no
# say in the report. FLIPS and SEED make the long form of it: make soak.
. tests/e2e/lib.sh

head -20 examples/tenant/conversations.jsonl > "$work/twenty.jsonl"
start_tenant --data "$work/twenty.jsonl" --max-seconds 20000

begin "${FLIPS:-60} bits of a finished run's store flipped, one at a time"
"$undertone" tests/e2e/flips.lua "$undertone" "$work" "${FLIPS:-60}" \
  "${SEED:-1}"
status=$?
expect_status 0
stop_tenant

finish
