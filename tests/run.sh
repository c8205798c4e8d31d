#!/bin/sh
# Runs every suite and ends with one line: N passed, N failed.
# A suite passes when its program exits 0; its own output is shown.
set -u
build=${BUILD:-build}
export BUILD=$build
LSAN_OPTIONS=suppressions=$PWD/tests/lsan.supp:print_suppressions=0
export LSAN_OPTIONS
# Check's limit of 4 s a test holds for a plain build on a quiet machine.
export CK_TIMEOUT_MULTIPLIER=10
passed=0
failed=0

run() {
  echo "== $*"
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED: $*"
  fi
}

for source in tests/check_*.c; do
  run "$build/tests/$(basename "$source" .c)"
done
for script in tests/check_*.sh; do
  run sh "$script"
done
for spec in tests/spec/*_spec.lua; do
  run "$build/undertone" tests/spec.lua "$spec"
done
for script in tests/e2e/*.sh; do
  test "$script" = tests/e2e/lib.sh || run sh "$script"
done

echo "$passed passed, $failed failed"
test "$failed" -eq 0
