#!/bin/sh
# volume.sh: the memory of a download does not grow with what it downloads.
# COPIES of the sample (579 make 100,000 conversations) and RATE, the least
# transcripts a second, make the long form of it: make soak. RATE is asked of
# 32 in flight: a commit holds as many results at most, so that with 8 there
# are four times the flushes of the disk. It has three tries, since what else a
# machine does can only slow it down.
. tests/e2e/lib.sh

copies=${COPIES:-10}
memory_mib=60
test -n "${SANITIZE:-}" && memory_mib=0 # a sanitizer's own is not counted

# measure CONCURRENCY RATE: downloads once, into a new folder.
measure() {
  rm -rf "$out"
  "$undertone" tests/e2e/volume.lua "$2" "$memory_mib" --quiet \
    --concurrency "$1" --out "$out" \
    --from 2026-11-01 --to 2026-11-16 2> "$work/stderr"
  status=$?
}

start_tenant --repeat "$copies" --max-seconds 600
begin "$copies copies, 8 in flight"
measure 8 0
expect_status 0
begin "$copies copies, 32 in flight"
for try in 1 2 3; do
  measure 32 "${RATE:-0}"
  grep -qs "slower than" "$work/stderr" || break
  echo "  try $try: slower than $RATE a second"
done
expect_status 0
stop_tenant

finish
