#!/bin/sh
# The symbols of the shared library are those its public headers declare,
# and both are listed in tests/exports.txt: a new one is a decision.
set -eu
build=${BUILD:-build}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat src/undertone.h src/undertone_lua.h | tr '\n' ' ' |
  grep -o 'UNDERTONE_API [^(]*(' | grep -o 'undertone_[a-z_]*($' |
  tr -d '(' | LC_ALL=C sort > "$work/declared"
nm -D --defined-only "$build/libundertone.so.0" |
  sed -n 's/.* [A-Z] //p' | grep -v '^__' | LC_ALL=C sort > "$work/exported"

diff -u tests/exports.txt "$work/declared"
diff -u tests/exports.txt "$work/exported"
echo "$(wc -l < tests/exports.txt) symbols, as declared"
