#!/bin/sh
# volume.sh: the memory of a download does not grow with what it downloads.
# COPIES of the sample (579 make 100,000 conversations) and RATE, the least
# transcripts a second, make the long form of it: make soak. RATE is asked of
# 32 in flight, in three tries, since what else a machine does can only lower
# it; with 8 a commit holds at most as many results, and the disk decides.
. tests/e2e/lib.sh

copies=${COPIES:-10}
memory_mib=60
test -n "${SANITIZE:-}" && memory_mib=0 # a sanitizer's own is not counted

start_tenant --repeat "$copies" --max-seconds 600
for concurrency in 8 32; do
  rate=0
  test "$concurrency" -eq 32 && rate=${RATE:-0}
  for try in 1 2 3; do
    begin "$copies copies, $concurrency in flight"
    "$undertone" tests/e2e/volume.lua "$rate" "$memory_mib" --quiet \
      --concurrency "$concurrency" --out "$out" \
      --from 2026-11-01 --to 2026-11-16 2> "$work/stderr"
    status=$?
    grep -qs "slower than" "$work/stderr" || break
    echo "  try $try: slower than $rate a second"
  done
  expect_status 0
done
stop_tenant

finish
