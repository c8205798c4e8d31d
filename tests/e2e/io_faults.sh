#!/bin/sh
# io_faults.sh: every write to the output folder fails once, or is the last
# thing the process does. Each output must then be the old one or the new
# one, whole; the exit code must say so, and the next run must mend it.
# IO_STEP is the distance between the calls that are tried; 1: make soak.
. tests/e2e/lib.sh

step=${IO_STEP:-37}
first=${SEED:-7}
shim=$build/tests/io_fault.so
new_window="--from 2026-11-01 --to 2026-11-16"

# run OPTIONS...: the report, with what the environment says is to fail.
run() {
  env ASAN_OPTIONS=verify_asan_link_order=0 LD_PRELOAD="$shim" \
    IO_FAULT_UNDER="$out" "$@" "$undertone" report.lua --quiet --out "$out" \
    --set tidy_tables=true $window > "$work/stdout" 2> "$work/stderr"
  status=$?
}

# sums FOLDER: a line for every output; run.json without its clock.
sums() {
  (cd "$1" && cksum $outputs && sed '/"finished_at"/d' run.json | cksum) \
    2> /dev/null
}

# expect_whole FILE...: every output has its line in one of the lists of sums.
expect_whole() {
  checks=$((checks + 1))
  cat "$@" > "$work/allowed"
  odd=$(sums "$out" | grep -vxFf "$work/allowed")
  found=$(sums "$out" | wc -l)
  test -z "$odd" && test "$found" -eq "$(wc -l < "$1")" ||
    fail "neither old nor new, or gone (call $at, $kind): $odd"
}

head -20 examples/tenant/conversations.jsonl > "$work/twenty.jsonl"
start_tenant --data "$work/twenty.jsonl" --max-seconds 20000

begin "the outputs before and after"
window="--from 2026-11-01 --to 2026-11-03"
run
expect_status 0
cp -r "$out" "$work/old"
window=$new_window
run IO_FAULT_COUNT="$work/count"
expect_status 0
cp -r "$out" "$work/new"
calls=$(cat "$work/count")
outputs=$(cd "$out" && find . -type f ! -name 'undertone.db*' ! -name run.json)
checks=$((checks + 1))
test "$calls" -gt 100 || fail "only $calls calls were counted"
checks=$((checks + 1))
test "$(echo "$outputs" | wc -l)" -gt 15 || fail "only these: $outputs"

sums "$work/old" > "$work/old.sums"
sums "$work/new" > "$work/new.sums"

at=$first
while [ "$at" -le "$calls" ]; do
  for kind in EIO ENOSPC KILL; do
    begin "call $at of $calls: $kind"
    cp -r "$work/old" "$out"
    run IO_FAULT_AT="$at" IO_FAULT_KIND="$kind"
    if [ "$kind" = KILL ]; then
      expect_status 137
    else
      expect_status 7
    fi
    expect_whole "$work/old.sums" "$work/new.sums"
    run
    expect_status 0
    expect_whole "$work/new.sums"
    expect_no_litter
  done
  at=$((at + step))
done
stop_tenant
echo "$calls calls, every ${step}th from the ${first}th on"

finish
