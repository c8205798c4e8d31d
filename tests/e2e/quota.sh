#!/bin/sh
# quota.sh: a killed run goes on where there is no longer room for what it
# writes, then where there is again. ROUNDS and SEED make the long form of
# it: make soak.
. tests/e2e/lib.sh

rounds=${ROUNDS:-3}
seed=${SEED:-1}
whole=$work/whole
in_flight=8
script="report.lua --out $out --quiet --set tidy_tables=true
  --from 2026-11-01 --to 2026-11-16 --concurrency $in_flight"

run() {
  "$undertone" $script > "$work/stdout" 2> "$work/stderr"
}

# run_with_room BLOCKS: no file may become larger than BLOCKS of 512 bytes.
run_with_room() (
  ulimit -f "$1"
  run
)

content() {
  sed '/"finished_at"/d' "$1" | cksum
}

# expect_none_but_whole: what is there of the outputs is as it should be.
expect_none_but_whole() {
  for name in $(cd "$out" && find . -type f ! -name 'undertone.db*'); do
    expect_equal "$name $(content "$out/$name")" \
      "$name $(content "$whole/$name")"
  done
}

# Seconds and blocks for every round: the kill may come at any time, and the
# page, which is the largest file, never fits.
draw() {
  page=$(($(wc -c < "$whole/report.html") / 512))
  awk -v seed="$seed" -v rounds="$rounds" -v page="$page" 'BEGIN {
    srand(seed)
    while (rounds--) print rand() * 0.8, int(32 + rand() * (page - 33)) }'
}

head -20 examples/tenant/conversations.jsonl > "$work/twenty.jsonl"
start_tenant --data "$work/twenty.jsonl" --latency 100 --max-seconds 20000
begin "nobody in the way"
run
status=$?
expect_status 0
total=$(asked)
mv "$out" "$whole"

draw > "$work/rounds"
while read -r seconds blocks; do
  begin "killed after $seconds s, then $blocks blocks, then room again"
  before=$(asked)
  "$undertone" $script > /dev/null 2>&1 &
  running=$!
  sleep "$seconds"
  kill -KILL "$running" 2> /dev/null
  wait "$running" 2> /dev/null
  run_with_room "$blocks"
  status=$?
  expect_status 7
  expect_text "$work/stderr" "$out/"
  expect_none_but_whole
  run
  status=$?
  expect_status 0
  expect_none_but_whole
  expect_no_litter
  expect_equal "$(cd "$out" && find . -type f | sort)" \
    "$(cd "$whole" && find . -type f | sort)"
  again=$(($(asked) - before - total))
  checks=$((checks + 1))
  test "$again" -le $((2 * in_flight)) || fail "$again asked for twice"
done < "$work/rounds"
stop_tenant
echo "seed $seed, $rounds rounds"

finish
