#!/bin/sh
# tidy.sh: the tidy tables and the figures' numbers: the same bytes every
# run and on any thread count, the same rows in both dialects, and equal to
# the store when pandas reads them.
. tests/e2e/lib.sh

tables=$out/tables
options="--config $work/tidy.lua"
cat > "$work/tidy.lua" <<'LUA'
return {
  tidy_tables = true,
  topics = { k = "auto", k_most = 4 },
  layout = { figure_data = true, figure_formats = { "png", "svg", "pdf" } },
}
LUA

# Bytes of every CSV and picture in $out, by name.
fingerprint() {
  (cd "$out" && find . -name '*.csv' -o -path '*/cxone_analysis_plots/*' \
    | sort | xargs cksum)
}

begin "every table and the numbers of every figure"
start_tenant
report $options
expect_status 0
expect_equal "$(ls "$tables" | tr '\n' ' ')" "README.csv cells.csv conversations.csv \
ledger.csv outcomes.csv tests.csv topics.csv turns.csv "
for format in png svg pdf csv; do
  expect_equal "$(ls "$out/cxone_analysis_plots" | grep -c "$format\$")" 8
done
expect_equal "$(rows "$tables/conversations.csv")" "$total"
expect_text "$tables/tests.csv" "Kruskal-Wallis"
expect_text "$work/stdout" "$tables/"
expect_no_litter
fingerprint > "$work/first"
cp -r "$out" "$work/excel"
stop_tenant

for threads in 1 4; do
  begin "the same bytes on $threads threads"
  start_tenant
  OMP_NUM_THREADS=$threads report $options
  expect_status 0
  checks=$((checks + 1))
  fingerprint | diff - "$work/first" > "$work/stderr" || fail "bytes differ"
  stop_tenant
done

begin "the plain dialect, as the store has it"
start_tenant
report $options --set csv_dialect=plain
expect_status 0
checks=$((checks + 1))
if printf '\357\273\277' | cmp -s -n 3 - "$tables/turns.csv" \
  || grep -q "$(printf '\r')" "$tables/tests.csv"; then
  fail "a BOM or a CR in the plain dialect"
fi
stop_tenant

python=/usr/bin/python3
if "$python" -c 'import pandas' 2> /dev/null; then
  "$python" tests/e2e/tidy_pandas.py "$out" "$work/excel" \
    2> "$work/stderr"
  status=$?
  expect_status 0
else
  echo "compared: nothing with pandas, which is not here"
fi

begin "formulas in a sheet, told in the summary"
cat > "$work/formula.jsonl" <<'J'
{"conversationId":"=1+1","start_time":"2026-11-02T08:00:00Z","duration":5,"disposition":"@SUM(A1)","channel":"chat","transcript":[{"author":{"type":"customer"},"text":"=cmd|' /C calc'!A0","timestamp":"2026-11-02T08:00:00Z"}]}
J
report --source "$work/formula.jsonl" --set tidy_tables=true
expect_status 0
expect_text "$tables/conversations.csv" "'=1+1,"
expect_text "$tables/turns.csv" "'=cmd|"
expect_text "$work/stdout" "kept from running as a formula"

finish
