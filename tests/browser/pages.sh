#!/bin/sh
# pages.sh: makes the pages that check.js looks at.
# usage: tests/browser/pages.sh BUILD FOLDER
set -eu
build=$1
folder=$2
rm -rf "$folder"
mkdir -p "$folder"

# report NAME OPTIONS...: the stock report into FOLDER/NAME.
report() {
  name=$1
  shift
  status=0
  "$build/undertone" report.lua --quiet --out "$folder/$name" \
    --from 2026-11-01T00:00:00Z --to 2026-11-16T00:00:00Z "$@" \
    > "$folder/$name.txt" 2>&1 || status=$?
  test "$status" -eq 0 || test "$status" -eq 3 ||
    { cat "$folder/$name.txt"; exit 1; }
}

report sample --source examples/tenant/conversations.jsonl

"$build/undertone" tests/browser/hostile.lua tests/browser/payloads.txt \
  "$folder"
report hostile --source "$folder/<img src=x onerror=alert(1)>.jsonl" \
  --config "$folder/<img src=x onerror=alert(1)>.lua"

"$build/undertone" tests/edges.lua settings > "$folder/edges.lua"
for edge in nothing no_text one_outcome one_label equal_scores many_outcomes \
  many_conversations long_names right_to_left; do
  "$build/undertone" tests/edges.lua "$edge" > "$folder/$edge.jsonl"
  report "$edge" --source "$folder/$edge.jsonl" \
    --config "$folder/edges.lua" --set topics.k=2
done
