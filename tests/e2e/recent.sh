#!/bin/sh
# recent.sh: windows that ended lately: conversations whose transcript is not
# there yet, come late, or go on.
. tests/e2e/lib.sh

# recent OPTIONS...: a report of what began before $to, just now.
recent() {
  run_undertone report.lua --out "$out" --from 2026-01-01 --to "$to" "$@"
}

begin "a young conversation without transcript is asked for again"
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
for id in young ready; do
  echo '{"conversationId":"'$id'","start_time":"'"$now"'","duration":5,"disposition":"resolved","channel":"chat","transcript":[{"author":{"type":"customer"},"text":"Thank you!","timestamp":"'"$now"'"}]}'
done > "$work/young.jsonl"
start_tenant --data "$work/young.jsonl" --fault F30@id=young:1-2
sleep 1.1
to=$(date -u +%Y-%m-%dT%H:%M:%SZ)
recent
expect_status 3
expect_text "$csv" "pending,\"no transcript (HTTP 404), but the conversation is young\",2"
recent
expect_status 0
expect_equal "$(asked)" 4

begin "a window that ended lately is listed again: late, grown and lost ones"
recent
expect_status 0
before=$(asked)
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
expect_no_text "$work/stdout" "listed before"
stop_tenant
start_tenant --port "$port" --data "$work/young.jsonl"
recent
expect_status 0
expect_equal "$(rows "$csv")" 2
expect_text "$out/run.json" "not in this report: 1; the first: late at "
expect_text "$out/report.html" "not in this report: 1; the first: late at "
rm -r "$work/finished"
cp -r "$out" "$work/finished"
sleep 1.1
recent
expect_status 0
expect_equal "$(diff -rq -x undertone.db "$work/finished" "$out")" ""
stop_tenant

begin "a conversation that begins later than now, by the service's clock"
ahead=$(date -u -d '+10 minutes' +%Y-%m-%dT%H:%M:%SZ)
sed "s/$now/$ahead/g" "$work/young.jsonl" > "$work/ahead.jsonl"
start_tenant --data "$work/ahead.jsonl" --fault F30@id=young:1-2
to=$(date -u -d '+1 day' +%Y-%m-%dT%H:%M:%SZ)
recent
expect_status 3
recent
expect_status 0
stop_tenant

finish
