#!/bin/sh
# resume.sh: what a second run does in a folder: go on, add, ask again, or
# refuse. The tenant's log is the judge of what was asked for.
. tests/e2e/lib.sh

csv=$out/cxone_interaction_analysis.csv
whole="--from 2026-11-01T00:00:00Z --to 2026-11-16T00:00:00Z"
total=$(wc -l < examples/tenant/conversations.jsonl)

asked() {
  grep -c '"call": "transcript"' "$work/requests.log"
}

# outputs FOLDER: a checksum of all outputs; run.json without its clock and
# the port of the tenant.
outputs() {
  (cd "$1" && cat ./*.csv cxone_analysis_plots/*.png report.html run.json) |
    sed '/"finished_at"/d; s/127\.0\.0\.1:[0-9]*/TENANT/g' | cksum
}

# start_and_stop SIGNAL SECONDS OPTIONS...: leaves $status and $seconds, how
# long the end took.
start_and_stop() {
  signal=$1
  sleep_seconds=$2
  shift 2
  "$undertone" report.lua --out "$out" "$@" > "$work/stdout" \
    2> "$work/stderr" &
  running=$!
  sleep "$sleep_seconds"
  kill "-$signal" "$running"
  stopped=$(date +%s)
  status=0
  wait "$running" || status=$?
  seconds=$(($(date +%s) - stopped))
}

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

damage() {
  cp -r "$work/finished" "$out"
  "$undertone" -e 'local store <close> = require("undertone.db").open(arg[1])
    assert(store:run("UPDATE turn SET text = text || char(46)"
      .. " WHERE conversation = 3 AND position = 2") == 1)' \
    "$out/undertone.db"
}

begin "what the disk changed is fetched again, and said"
damage
"$undertone" lexicon diff none none --out "$out" > "$work/stdout" \
  2> "$work/stderr"
status=$?
expect_status 7
expect_text "$work/stderr" "was damaged since it was stored"
report
expect_status 0
expect_text "$work/stderr" "damaged since they were stored: 1 conversation"
expect_text "$out/run.json" "damaged since they were stored: 1 conversation"
expect_equal "$(asked)" "$((before + 1))"
expect_equal "$(diff -rq -x undertone.db -x run.json "$work/finished" "$out")" ""

for signal in TERM INT; do
  begin "SIG$signal stops soon, says how to go on, and it does"
  before=$(asked)
  start_and_stop "$signal" 1.2 $whole --concurrency 2
  expect_status 8
  checks=$((checks + 1))
  test "$seconds" -le 2 || fail "took $seconds s to stop"
  expect_text "$work/stderr" "the same command goes on from there"
  report $whole
  expect_status 0
  expect_equal "$(outputs "$out")" "$first"
  again=$(($(asked) - before - total))
  checks=$((checks + 1))
  test "$again" -le 2 || fail "$again transcripts asked for twice"
done

begin "an unfinished run of the last days is finished with its own window"
start_and_stop KILL 1 --days 36500 --concurrency 1
expect_status 137
kept=$(grep -c . "$work/requests.log")
sleep 1.1
last_days() {
  "$undertone" report.lua --out "$out" --days 36500 \
    > "$work/stdout" 2> "$work/stderr"
  status=$?
}
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
stop_tenant

# unfinished OPTIONS... -- OPTIONS...: a run that gets no page, then another;
# leaves $first_day, the day from which the second one reports.
unfinished() {
  rm -rf "$out"
  start_tenant --fault F23@page:1
  "$undertone" report.lua --out "$out" $1 > "$work/stdout" 2> "$work/stderr"
  status=$?
  expect_status 5
  "$undertone" report.lua --out "$out" $2 --quiet > "$work/stdout" \
    2> "$work/stderr"
  status=$?
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
report $whole
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

begin "what is not ready is asked for again at the end, and in later runs"
start_tenant --data tests/fixtures/report.jsonl \
  --fault F30.202@id=a-resolved:1-5
report
expect_status 3
expect_equal "$(grep -c '"id": "a-resolved"' "$work/requests.log")" 2
expect_text "$csv" "pending,not ready yet (HTTP 202),2"
expect_text "$work/stdout" "pending"
report
expect_status 3
expect_equal "$(grep -c '"id": "a-resolved"' "$work/requests.log")" 4
report
expect_status 0
expect_equal "$(grep -c '"id": "a-resolved"' "$work/requests.log")" 6
expect_text "$csv" "a-resolved,2026-11-02T08:00:00Z,60,chat,resolved,Success,ok,,6,"
stop_tenant

begin "the ledger counts by reason and by outcome; gaps give exit code 3"
start_tenant --data tests/fixtures/report.jsonl --fault F29@id=a-resolved \
  --fault F30.204@id=b-escalated --fault F23.410@id=c-callback
report
expect_status 3
"$undertone" -e 'local run = require("undertone.json").decode(
    io.open(arg[1]):read("a"))
  local function count(status)
    local reasons, outcomes = 0, 0
    for _, row in ipairs(run.reasons) do
      reasons = reasons + (row.status == status and row.n or 0)
    end
    for _, row in ipairs(run.outcomes) do
      outcomes = outcomes + (row.ledger[status] or 0)
    end
    assert(outcomes == run.ledger[status], status)
    assert(status == "ok" or reasons == outcomes, status)
    return outcomes
  end
  assert(count "forbidden" == 1 and count "pending" == 1)
  local sum = 0
  for status in pairs(run.ledger) do sum = sum + count(status) end
  assert(sum == run.conversations)' "$out/run.json" 2> "$work/stderr"
status=$?
expect_status 0
expect_text "$work/stdout" "1  access denied (HTTP 403)"
expect_text "$work/stdout" "1 without a score: 1 pending"
stop_tenant

begin "what never becomes ready is given up and listed"
start_tenant --data tests/fixtures/report.jsonl --fault F30.202@id=a-resolved
report --set not_ready.attempts=3
expect_status 3
report --set not_ready.attempts=3
expect_status 0
expect_text "$csv" "missing,\"not ready yet (HTTP 202), given up\",3"
before=$(asked)
report --set not_ready.attempts=3
expect_equal "$(asked)" "$before"
stop_tenant

begin "what fails before it is not ready is not given up for it"
start_tenant --data tests/fixtures/report.jsonl \
  --fault F19@id=a-resolved:1-2 --fault F30.202@id=a-resolved
report --set not_ready.attempts=3 --set fetch.retry_base_ms=1
expect_status 3
expect_text "$csv" "pending,not ready yet (HTTP 202),4"
stop_tenant

begin "a young conversation without transcript is asked for again"
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
for id in young ready; do
  echo '{"conversationId":"'$id'","start_time":"'"$now"'","duration":5,"disposition":"resolved","channel":"chat","transcript":[{"author":{"type":"customer"},"text":"Thank you!","timestamp":"'"$now"'"}]}'
done > "$work/young.jsonl"
start_tenant --data "$work/young.jsonl" --fault F30@id=young:1-2
sleep 1.1
recent() {
  "$undertone" report.lua --out "$out" --from 2026-01-01 --to "$to" "$@" \
    > "$work/stdout" 2> "$work/stderr"
  status=$?
}
to=$(date -u +%Y-%m-%dT%H:%M:%SZ)
recent
expect_status 3
expect_text "$csv" "pending,\"no transcript (HTTP 404), but the conversation is young\",2"
recent
expect_status 0
expect_equal "$(asked)" 4

begin "a window that ended lately is listed again, for late and grown ones"
recent
expect_status 0
before=$(asked)
rm -rf "$work/finished"
cp -r "$out" "$work/finished"
sleep 1.1
recent
expect_status 0
expect_equal "$(asked)" "$before"
expect_equal "$(grep -c '"call": "page"' "$work/requests.log")" 4
expect_equal "$(diff -rq -x undertone.db "$work/finished" "$out")" ""
port=${url##*:}
stop_tenant
recent --set fetch.attempts=1
expect_status 6
expect_text "$work/stdout" "0  conversations not asked for yet"
expect_equal "$(diff -q "$work/finished" "$out" | grep csv)" ""
sed '1s/"duration":5/"duration":900/; 2p; 2s/"ready"/"late"/' \
  "$work/young.jsonl" > "$work/grown.jsonl"
start_tenant --port "$port" --data "$work/grown.jsonl" --page-size 1 \
  --fault F19.503@page:2-
recent --set fetch.attempts=1
expect_status 6
expect_equal "$(diff -q "$work/finished" "$out" | grep csv)" ""
stop_tenant
start_tenant --port "$port" --data "$work/grown.jsonl" \
  --fault F19@id=young
recent
expect_status 3
expect_text "$work/stderr" "went on after their transcript came: 1, of which"
expect_text "$csv" "Thank you!"
stop_tenant
start_tenant --port "$port" --data "$work/grown.jsonl"
recent
expect_status 0
expect_equal "$(rows "$csv")" 3
expect_text "$csv" ",900,"
expect_equal "$(asked)" 1
rm -rf "$work/finished"
stop_tenant

begin "no network: what is stored is analysed, the exit code says the rest"
start_tenant --latency 20
port=${url##*:}
start_and_stop KILL 1.5 $whole --concurrency 1
expect_status 137
stop_tenant
report $whole --set fetch.attempts=1
expect_status 6
expect_text "$work/stderr" "going on with what is here: "
expect_text "$work/stderr" "the same command goes on from there"
expect_equal "$(rows "$csv")" "$total"
expect_text "$csv" ",pending,"
expect_text "$work/stdout" "not asked for yet"
start_tenant --port "$port"
report $whole
expect_status 0
expect_text "$work/stdout" "156  ok"
expect_no_text "$csv" ",failed,"

stop_tenant
rm -rf "$work/finished"
mv "$out" "$work/finished"
begin "no network: what the disk changed is a gap, the rest is analysed"
damage
report $whole --set fetch.attempts=1
expect_status 6
expect_text "$csv" ",pending,damaged since it was stored,0,"
expect_text "$work/stdout" "155  ok"
start_tenant --port "$port"
report $whole
expect_status 0
expect_equal "$(outputs "$out")" "$first"

begin "new credentials go on where the old ones ended"
stop_tenant
start_tenant --port "$port" --latency 20
start_and_stop KILL 1.5 $whole --concurrency 1
stop_tenant
start_tenant --port "$port" --client-secret changed
report $whole
expect_status 4
expect_text "$work/stderr" "the same command goes on from there"
CXONE_CLIENT_SECRET=changed
report $whole
expect_status 0
expect_equal "$(outputs "$out")" "$first"
stop_tenant

begin "what was forbidden is asked for again when the role is mended"
start_tenant --fault F29@transcript:1-10
report --concurrency 1
expect_status 4
expect_text "$work/stderr" "then run the same command again"
report
expect_status 0
expect_no_text "$csv" ",forbidden,"
stop_tenant

begin "what stays forbidden after a good run is a gap, no wrong role"
start_tenant --fault F29@transcript:20-40
port=${url##*:}
report
expect_status 3
stop_tenant
start_tenant --port "$port" --fault F29@transcript
report
expect_status 3
expect_equal "$(asked)" 21
expect_text "$work/stdout" "21  access denied (HTTP 403)"
stop_tenant

begin "another query path is another source"
start_tenant
report
expect_status 0
report --set cxone.query_path=/api/v2/nothing
expect_status 5
expect_text "$work/stderr" "is the path right? it is the setting cxone.query"
report
expect_status 0
expect_equal "$(outputs "$out")" "$first"
stop_tenant

begin "another client of the same address is another source"
theirs=$work/theirs.jsonl
head -30 examples/tenant/conversations.jsonl |
  sed 's/"conversationId": "/&theirs-/' > "$theirs"
start_tenant --latency 20
port=${url##*:}
start_and_stop KILL 1.5 $whole --concurrency 1
stop_tenant
start_tenant --port "$port" --data "$theirs" --client-id theirs
CXONE_CLIENT_ID=theirs
report
expect_status 0
expect_equal "$(rows "$csv")" 30
expect_equal "$(grep -c '^theirs-' "$csv")" 30
expect_equal "$(asked)" 30
expect_no_text "$out" "demo-secret"
stop_tenant
start_tenant --port "$port"
CXONE_BASE_URL=$url/
report
expect_status 0
expect_equal "$(outputs "$out")" "$first"
report
expect_equal "$(outputs "$out")" "$first"
checks=$((checks + 1))
test "$(asked)" -lt "$total" || fail "what was stored was asked for again"
stop_tenant

begin "a second process is told who is at work"
start_tenant --latency 50
"$undertone" report.lua --out "$out" $whole > /dev/null 2>&1 &
running=$!
sleep 0.7
began=$(date +%s)
report $whole
expect_status 7
checks=$((checks + 1))
test $(($(date +%s) - began)) -le 1 || fail "it waited"
expect_text "$work/stderr" "process $running is at work in this folder"
kill -KILL "$running"
wait "$running" 2> /dev/null
report $whole
expect_status 0

begin "a store that is none is refused and left alone"
mkdir -p "$out"
printf 'my diary, not a database, and longer than a header of one. %0900d' 0 \
  > "$out/undertone.db"
cp "$out/undertone.db" "$work/diary"
report
expect_status 7
expect_text "$work/stderr" "$out/undertone.db"
checks=$((checks + 1))
cmp -s "$out/undertone.db" "$work/diary" || fail "it was changed"

begin "a damaged store is reported and the outputs stay"
report
kept=$(outputs "$out")
dd if=/dev/zero of="$out/undertone.db" bs=4096 seek=1 count=20 \
  conv=notrunc 2> /dev/null
report
expect_status 7
expect_text "$work/stderr" "$out/undertone.db"
expect_equal "$(outputs "$out")" "$kept"

begin "an output folder that is everybody's is refused"
mkdir -m 777 "$out"
before=$(asked)
report
expect_status 7
expect_text "$work/stderr" "every user of this machine may write"
expect_equal "$(asked)" "$before"

for mask in 000 022 077; do
  begin "private files under umask $mask"
  (umask "$mask" && report && exit "$status")
  status=$?
  expect_status 0
  expect_equal "$(find "$out" -type d ! -perm 700)" ""
  expect_equal "$(find "$out" -type f ! -perm 600)" ""
done
stop_tenant

begin "what always fails is a gap of this run and of later ones, no outage"
set --
for id in $(sed -n '1~20s/.*"conversationId": "\([^"]*\)".*/\1/p' \
  examples/tenant/conversations.jsonl | head -8); do
  set -- "$@" --fault "F21@id=$id"
done
start_tenant "$@"
for run in 1 2; do
  report --set fetch.retry_base_ms=50
  expect_status 3
  expect_equal "$(grep -c ',failed,' "$csv")" 8
  expect_no_text "$work/stderr" "next in 30"
done
stop_tenant

finish
