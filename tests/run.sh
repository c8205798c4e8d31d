#!/bin/sh
# Runs every suite, JOBS at a time (default: one a core), and ends with one
# line: N passed, N failed. A suite passes when its program exits 0; its
# output is shown when it ends.
# usage: tests/run.sh              all of them
#        tests/run.sh one COMMAND  one of them, for the call above
set -u
build=${BUILD:-build}
export BUILD=$build
logs=$build/tests/logs

if [ "${1:-}" = one ]; then
  log=$logs/$(printf '%s' "$2" | tr -c 'A-Za-z0-9._' '-')
  echo "== $2" > "$log"
  if sh -c "$2" >> "$log" 2>&1; then
    echo "$2" >> "$logs/passed"
  else
    echo "FAILED: $2" | tee -a "$log" >> "$logs/failed"
  fi
  flock "$logs" cat "$log"
  exit 0
fi

LSAN_OPTIONS=suppressions=$PWD/tests/lsan.supp:print_suppressions=0
export LSAN_OPTIONS
# Check's limit of 4 s a test holds for a plain build on a quiet machine.
export CK_TIMEOUT_MULTIPLIER=10

# The longest first, so that no core waits at the end.
commands() {
  echo "sh tests/e2e/faults.sh"
  for script in tests/e2e/*.sh tests/check_*.sh; do
    case $script in
    tests/e2e/lib.sh | tests/e2e/faults.sh) ;;
    *) echo "sh $script" ;;
    esac
  done
  for source in tests/check_*.c; do
    echo "$build/tests/$(basename "$source" .c)"
  done
  for spec in tests/spec/*_spec.lua; do
    echo "$build/undertone tests/spec.lua $spec"
  done
}

rm -rf "$logs"
mkdir -p "$logs"
: > "$logs/passed"
: > "$logs/failed"
commands | xargs -P "${JOBS:-$(nproc)}" -I '{}' sh tests/run.sh one '{}'

cat "$logs/failed"
passed=$(wc -l < "$logs/passed")
failed=$(wc -l < "$logs/failed")
echo "$passed passed, $failed failed"
test "$failed" -eq 0 && test "$passed" -gt 0
