#!/bin/sh
# The long forms of tests that make check runs in short, one after the other
# so that each has the machine to itself. Stops at the first that fails and
# ends with one line: N passed, N failed.
# usage: tests/soak.sh, with SOAK_ROUNDS, how often the fault plan runs
set -u
export BUILD="${BUILD:-build}" SOAK_ROUNDS="${SOAK_ROUNDS:-20}"
began=$(date +%s)
passed=0

# part NAME COMMAND...: one long form.
part() {
  name=$1
  shift
  echo "== $name"
  since=$(date +%s)
  if ! "$@"; then
    echo "FAILED: $name: $*"
    echo "$passed passed, 1 failed"
    exit 1
  fi
  passed=$((passed + 1))
  echo "   $(($(date +%s) - since)) s"
}

part "speed, memory, counts of the fetch engine" \
  "$BUILD/undertone" tests/faults/goals.lua long
part "100,000 conversations into the store" \
  env COPIES=579 RATE=3000 sh tests/e2e/volume.sh
part "200 kills over 2,076 conversations" \
  env KILLS=200 COPIES=12 sh tests/e2e/kills.sh
part "every write of a run fails once" \
  env IO_STEP=1 SEED=1 sh tests/e2e/io_faults.sh
part "20 kills, then no room, then room again" \
  env ROUNDS=20 sh tests/e2e/quota.sh
part "1,000 bits of the store flipped" \
  env FLIPS=1000 sh tests/e2e/flips.sh
part "500 random pairs of faults" \
  env PAIRS=500 sh tests/e2e/pairs.sh
part "the fault plan $SOAK_ROUNDS times" \
  env FAULT_ROUNDS="$SOAK_ROUNDS" sh tests/e2e/faults.sh

echo "$passed passed, 0 failed in $((($(date +%s) - began) / 60)) min"
