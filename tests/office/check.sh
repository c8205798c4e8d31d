#!/bin/sh
# check.sh: every CSV of a report whose texts are hostile, and of the sample,
# in both dialects, as LibreOffice opens it: every row, every cell's text, and
# no formula in the excel dialect; see compare.lua.
# usage: tests/office/check.sh BUILD FOLDER
set -eu
undertone=$1/undertone
mkdir -p "$2"
folder=$(cd "$2" && pwd)
failed=0

# sheets NAME DIALECT OPTIONS...: a report into FOLDER/NAME, its CSVs as flat
# ODS below sheets/ there, each compared.
sheets() {
  out=$folder/$1-$2
  dialect=$2
  shift 2
  rm -rf "$out"
  "$undertone" report.lua --quiet --out "$out" --from 2026-11-01 \
    --to 2026-11-16 --set tidy_tables=true --set layout.figure_data=true \
    --set "csv_dialect=$dialect" "$@" > "$out.txt" 2>&1 ||
    { cat "$out.txt"; exit 1; }
  # CSV: comma, double quote, UTF-8. The profile is ours, not the user's.
  timeout 300 soffice "-env:UserInstallation=file://$folder/profile" \
    --headless --infilter=CSV:44,34,76 --convert-to fods \
    --outdir "$out/sheets" "$out"/*.csv "$out"/*/*.csv \
    > "$out.txt" 2>&1 || { cat "$out.txt"; exit 1; }
  for csv in "$out"/*.csv "$out"/*/*.csv; do
    "$undertone" tests/office/compare.lua "$dialect" "$csv" \
      "$out/sheets/$(basename "$csv" .csv).fods" || failed=1
  done
}

"$undertone" tests/office/hostile.lua > "$folder/hostile.jsonl"
"$undertone" tests/office/hostile.lua settings > "$folder/hostile.lua"
for dialect in excel plain; do
  sheets hostile $dialect --source "$folder/hostile.jsonl" \
    --config "$folder/hostile.lua"
  sheets sample $dialect --source examples/tenant/conversations.jsonl
done

# The judge sees a formula where there is one.
grep -q table:formula "$folder/hostile-plain/sheets/turns.fods" ||
  { echo "FAILED: no formula was live in the plain dialect"; failed=1; }
exit $failed
