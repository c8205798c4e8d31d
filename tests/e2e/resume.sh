#!/bin/sh
# resume.sh: what a second run does in a folder: nothing twice, go on, finish,
# or add. The tenant's log is the judge of what was asked for.
. tests/e2e/lib.sh

start_tenant --latency 20

begin "a finished run again: no transcript request, the same bytes"
report
expect_status 0
before=$(asked)
expect_equal "$before" "$total"
first=$(outputs "$out")
cp -r "$out" "$work/finished"
sleep 1.1
report
expect_status 0
expect_equal "$(asked)" "$before"
expect_equal "$(diff -rq -x undertone.db "$work/finished" "$out")" ""

for signal in TERM INT HUP; do
  begin "SIG$signal stops soon, says how to go on, and it does"
  before=$(asked)
  report_until 60 "$signal" $all_days --concurrency 2
  expect_status 8
  checks=$((checks + 1))
  test "$seconds" -le 2 || fail "took $seconds s to stop"
  expect_text "$work/stderr" "the same command goes on from there"
  report
  expect_status 0
  expect_equal "$(outputs "$out")" "$first"
  again=$(($(asked) - before - total))
  checks=$((checks + 1))
  test "$again" -le 2 || fail "$again transcripts asked for twice"
done

begin "what nohup starts outlives its terminal"
nohup "$undertone" report.lua --out "$out" $all_days > "$work/stdout" \
  2> "$work/stderr" < /dev/null &
sleep 0.5
kill -HUP $!
status=0
wait $! || status=$?
expect_status 0
expect_equal "$(outputs "$out")" "$first"

last_days() {
  run_undertone report.lua --out "$out" --days 36500
}

begin "an unfinished run of the last days is finished with its own window"
report_until 20 KILL --days 36500 --concurrency 1
expect_status 137
kept=$(grep -c . "$work/requests.log")
sleep 1.1
CXONE_CLIENT_SECRET=wrong
last_days
expect_status 4
expect_text "$work/stderr" "--from and --to, or another --out, leave it for a"
CXONE_CLIENT_SECRET=demo-secret
last_days
expect_status 0
expect_text "$work/stderr" "finishing the run of "
expect_text "$work/stdout" "run again for the newest conversations"
test "$kept" -gt 0 || fail "killed before the first request"

begin "and so it is when another window came between"
report_until 20 KILL --days 36500 --concurrency 1
expect_status 137
report
expect_status 0
last_days
expect_status 0
expect_text "$work/stderr" "finishing the run of "
sleep 1.1
last_days
expect_status 0
expect_no_text "$work/stderr" "finishing the run of "
stop_tenant

begin "no network: what is stored is analysed, the exit code says the rest"
start_tenant --latency 20
port=${url##*:}
report_until 40 KILL $all_days --concurrency 1
expect_status 137
stop_tenant
report --set fetch.attempts=1
expect_status 6
expect_text "$work/stderr" "going on with what is here: "
expect_text "$work/stderr" "the same command goes on from there"
expect_equal "$(rows "$csv")" "$total"
expect_text "$csv" ",pending,"
expect_text "$work/stdout" "not asked for yet"
start_tenant --port "$port"
report
expect_status 0
expect_text "$work/stdout" "156  ok"
expect_no_text "$csv" ",failed,"
stop_tenant

# unfinished OPTIONS OPTIONS: a run that gets no page, then another; leaves
# $first_day, the day from which the second one reports.
unfinished() {
  rm -rf "$out"
  start_tenant --fault F23@page:1
  run_undertone report.lua --out "$out" $1
  expect_status 5
  run_undertone report.lua --out "$out" $2 --quiet
  expect_status 0
  first_day=$(sed -n 's/^Conversations from \([^T]*\)T.*/\1/p' "$work/stdout")
  stop_tenant
}

begin "an unfinished run does not stand in for another request"
unfinished "--from 2020-01-01 --to 2020-01-02" "--days 60"
expect_equal "$first_day" "$(date -u -d '-60 days' +%Y-%m-%d)"
unfinished "--days 30" "--days 60"
expect_equal "$first_day" "$(date -u -d '-60 days' +%Y-%m-%d)"
expect_no_text "$work/stdout" "finishing the run of "
unfinished "--days 30" "--from 2020-01-01"
expect_equal "$first_day" 2020-01-01

begin "a run that cannot be finished holds back no newer window"
unfinished "--from 2020-01-01" "--from 2020-01-01"
expect_text "$work/stdout" "the run of 2020-01-01T00:00:00Z to "
expect_text "$work/stdout" "could not be finished and is left; --from 2020-01-"
start_tenant --page-size 50 --fault F42@page:2-4
rm -rf "$out"
last_days
expect_status 5
expect_text "$work/stderr" "the same command begins with a window of its own"
report
expect_status 5
expect_text "$work/stderr" "the same command tries the rest again"
stop_tenant
start_tenant
sleep 1.1
last_days
expect_status 0
expect_no_text "$work/stderr" "finishing the run of "
expect_text "$work/stdout" ": $total"
stop_tenant

begin "another window adds only what is new, and nothing blends"
start_tenant
report --from 2026-11-01 --to 2026-11-08
expect_status 0
early=$(rows "$csv")
expect_equal "$(asked)" "$early"
report --from 2026-11-04 --to 2026-11-16
expect_status 0
late=$(rows "$csv")
report
expect_status 0
expect_equal "$(rows "$csv")" "$total"
expect_equal "$(asked)" "$total"
expect_equal "$(outputs "$out")" "$first"
checks=$((checks + 1))
test "$early" -lt "$total" && test "$late" -lt "$total" \
  || fail "the windows hold everything"

begin "other filters apply to the same transcripts"
printf 'return { filters = {
  require("undertone.filters").channels { "voice" } } }' > "$work/voice.lua"
report --config "$work/voice.lua"
expect_status 0
expect_text "$csv" "channel is 'chat'"
voices=$(asked)
report
expect_status 0
expect_no_text "$csv" "channel is 'chat'"
expect_equal "$(outputs "$out")" "$first"
checks=$((checks + 1))
test "$voices" -lt $((total * 2)) || fail "filtered ones were asked for"
rm -rf "$out"
before=$(asked)
printf 'local settings = dofile(%s)
  settings.layout = { extra_columns = { { name = "slip",
    value = function(conversation) return conversation.nope.x end } } }
  return settings' "'$work/voice.lua'" > "$work/slip.lua"
report --config "$work/slip.lua"
expect_status 2
report
expect_status 0
expect_equal "$(asked)" "$((before + total))"
expect_equal "$(outputs "$out")" "$first"
stop_tenant

finish
