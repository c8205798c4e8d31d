#!/bin/sh
# bad_input.sh: what the stock report says when something is wrong, and that
# it leaves nothing half done.
. tests/e2e/lib.sh

# Nothing was made for a run that could not begin.
expect_no_folder() {
  checks=$((checks + 1))
  test ! -e "$out" || fail "there is a folder $out"
}

start_tenant

begin "missing credentials are named"
CXONE_CLIENT_ID= CXONE_CLIENT_SECRET= report
expect_status 4
expect_text "$work/stderr" "CXONE_CLIENT_ID and CXONE_CLIENT_SECRET"
expect_no_folder

begin "a wrong secret is rejected and not shown"
CXONE_CLIENT_SECRET=hunter2-wrong report
expect_status 4
expect_text "$work/stderr" "invalid_client"
expect_no_text "$work/stderr" "settled in"
expect_no_text "$work/stderr" "hunter2"
expect_no_text "$out" "hunter2"

begin "a window without a conversation"
report --from 2020-01-01 --to 2020-01-02
expect_status 0
expect_text "$work/stdout" "No conversation starts in this window; --from and"
expect_no_text "$work/stdout" "Topics"

begin "a secret file that is empty or not there"
: > "$work/secret"
CXONE_CLIENT_SECRET= CXONE_CLIENT_SECRET_FILE=$work/secret report
expect_status 4
expect_text "$work/stderr" \
  "CXONE_CLIENT_SECRET_FILE: $work/secret has nothing in its first line"
CXONE_CLIENT_SECRET= CXONE_CLIENT_SECRET_FILE=$work/no_secret report
expect_status 4
expect_text "$work/stderr" "CXONE_CLIENT_SECRET_FILE: $work/no_secret: No such"

begin "a secret file written on Windows"
printf 'demo-secret\r\nsecond line\r\n' > "$work/secret"
CXONE_CLIENT_SECRET= CXONE_CLIENT_SECRET_FILE=$work/secret report
expect_status 0

begin "a certificate authority that is none"
report --set "fetch.ca_file=$work/no.pem"
expect_status 2
expect_text "$work/stderr" "fetch.ca_file: $work/no.pem: No such file"
report --set "fetch.ca_file=$work"
expect_status 2
expect_text "$work/stderr" "fetch.ca_file: $work: Is a directory"
report --set fetch.ca_file=README.md
expect_status 2
expect_text "$work/stderr" "fetch.ca_file: README.md holds no certificate"

begin "an unreachable host"
CXONE_BASE_URL=http://127.0.0.1:1 report --set fetch.attempts=1
expect_status 6
expect_text "$work/stderr" "127.0.0.1:1"

begin "plain http to a host that is not loopback"
CXONE_BASE_URL=http://192.0.2.1 report
expect_status 5
expect_text "$work/stderr" "CXONE_BASE_URL is 'http://192.0.2.1': "
expect_text "$work/stderr" "only https is allowed"

begin "a base URL that is none"
CXONE_BASE_URL=nonsense:// report
expect_status 2
expect_text "$work/stderr" "CXONE_BASE_URL is 'nonsense://': the address"
CXONE_BASE_URL=https://me:hunter2@example.org report
expect_status 2
expect_text "$work/stderr" "CXONE_BASE_URL is 'https://...@example.org': the"
expect_no_text "$work/stderr" "hunter2"
report --set cxone.base_url=https://example.org?x
expect_status 2
expect_text "$work/stderr" "cxone.base_url is 'https://example.org?x': the"

begin "an unknown option"
report --form 2026-11-01
expect_status 2
expect_text "$work/stderr" "--from"

begin "numbers that are none, or out of range"
"$undertone" report.lua --out "$out" --days -1 2> "$work/stderr"
status=$?
expect_status 2
expect_text "$work/stderr" \
  "command line: window.days must be a number from 0.001 to 36500, got -1"
report --rate -.5
expect_status 2
expect_text "$work/stderr" "fetch.rate must be a number from 0.001"
report --concurrency many
expect_status 2
expect_text "$work/stderr" "--concurrency wants a number, got 'many'"

begin "a window that ends before it begins"
report --from 2026-12-01
expect_status 2
expect_text "$work/stderr" "before"
expect_no_folder

begin "an unknown settings key"
report --set sentiment.agregate=mean
expect_status 2
expect_text "$work/stderr" "did you mean 'sentiment.aggregate'?"

begin "a setting that is wrong is found before anything is asked or made"
before=$(wc -l < "$work/requests.log")
printf 'return {\n  filters = require("undertone.filters").dates("x") }\n' \
  > "$work/wrong.lua"
report --config "$work/wrong.lua"
expect_status 2
expect_text "$work/stderr" "wrong.lua:2: filters.dates wants times"
expect_no_text "$work/stderr" "traceback"
report --set layout.csv_name=undertone.db
expect_status 2
expect_text "$work/stderr" "which is a file of the run itself"
report --set .=1
expect_status 2
expect_text "$work/stderr" "--set wants key=value, got '.=1'"
expect_equal "$(wc -l < "$work/requests.log")" "$before"
expect_equal "$(ls -d "$out" 2> /dev/null)" ""

begin "a settings file with an error"
printf 'return {\n  topics = { k = }\n}\n' > "$work/broken.lua"
report --config "$work/broken.lua"
expect_status 2
expect_text "$work/stderr" "broken.lua:2:"

begin "an unknown source"
report --source cxon
expect_status 2
expect_text "$work/stderr" "did you mean 'cxone'?"

begin "an output folder that cannot be made"
printf x > "$work/file"
before=$(wc -l < "$work/requests.log")
status=0
"$undertone" report.lua --out "$work/file/out" \
  > "$work/stdout" 2> "$work/stderr" || status=$?
expect_status 7
expect_text "$work/stderr" "$work/file"
expect_equal "$(wc -l < "$work/requests.log")" "$before"

begin "no conversations"
report --from 2020-01-01 --to 2020-01-02
expect_status 0
expect_equal "$(rows "$csv")" 0
expect_no_litter

begin "a filter that fails"
printf 'return { filters = { function(c) return c.no.such end } }' \
  > "$work/filter.lua"
report --config "$work/filter.lua"
expect_status 2
expect_text "$work/stderr" "filter 1 failed on conversation"

begin "a lexicon overlay with a bad line"
printf 'good\t1.5\nbad\tvery\n' > "$work/overlay.txt"
printf 'return { sentiment = { overlays = { "%s/overlay.txt" } } }' "$work" \
  > "$work/overlay.lua"
report --config "$work/overlay.lua"
expect_status 2
expect_text "$work/stderr" "overlay.txt:2:"
stop_tenant

begin "one conversation"
head -1 examples/tenant/conversations.jsonl > "$work/one.jsonl"
start_tenant --data "$work/one.jsonl"
report
expect_status 0
expect_equal "$(rows "$csv")" 1
expect_text "$work/stdout" "too few or too alike for 5 topics: 1 transcript, 1 topic"
expect_no_litter
stop_tenant

begin "no transcript at all"
cat > "$work/none.jsonl" <<'J'
{"conversationId":"a","start_time":"2026-11-02T08:00:00Z","duration":5,"disposition":"resolved","channel":"chat","transcript":null}
{"conversationId":"b","start_time":"2026-11-02T09:00:00Z","duration":5,"disposition":null,"channel":"chat","transcript":[]}
J
start_tenant --data "$work/none.jsonl"
report
expect_status 0
expect_equal "$(rows "$csv")" 2
expect_text "$csv" ",missing,"
expect_text "$csv" ",empty,"
stop_tenant

begin "a page that is not JSON"
start_tenant --fault F31@page
report
test "$status" -ne 0 || fail "exit code 0"
expect_text "$work/stderr" "JSON"
stop_tenant

begin "a file of conversations that is a folder"
mkdir "$work/folder.jsonl"
report --source "$work/folder.jsonl"
expect_status 2
expect_text "$work/stderr" "folder.jsonl"
expect_no_folder

begin "a line that is no JSON"
{ cat "$work/one.jsonl"; echo '{bad'; } > "$work/bad.jsonl"
report --source "$work/bad.jsonl"
expect_status 2
expect_text "$work/stderr" "$work/bad.jsonl:2: not JSON at byte 2"

begin "ids that are there twice and times that are none"
cat > "$work/odd.jsonl" <<'J'
{"conversationId":"a","start_time":"2026-11-02T08:00:00Z","channel":5,"transcript":[{"author":{"type":"customer"},"text":"Wonderful, thank you!"}]}
{"conversationId":"a","start_time":"2026-11-02T08:00:00Z","channel":"voice","transcript":[{"author":{"type":"customer"},"text":"Terrible and useless!"}]}
{"conversationId":"b","start_time":"yesterday","channel":"voice","transcript":null}
J
report --source "$work/odd.jsonl"
expect_status 0
expect_equal "$(rows "$csv")" 2
expect_equal "$(grep -c '^a,.*,5,.*,positive' "$csv")" 1
expect_text "$out/run.json" "ids listed again: 1;"
expect_text "$work/stdout" "no usable start time: 1 of 2 conversations"
before=$(grep warnings "$out/run.json")
report --source "$work/odd.jsonl" --quiet
expect_equal "$(grep warnings "$out/run.json")" "$before"
expect_text "$work/stdout" "Source: the file odd.jsonl"
expect_text "$out/report.html" "Source: the file odd.jsonl"

begin "a source script that gives the wrong thing"
cat > "$work/source.lua" <<'LUA'
return { open = function()
  return { identity = "mine", transcripts = function() end,
    page = function() return { { id = 12 } } end }
end }
LUA
report --source "$work/source.lua"
expect_status 2
expect_text "$work/stderr" "source.lua: page()[1].id: expected a string"

begin "a sign-in is tried no more often than everything else"
start_tenant --fault F3@token
report --set fetch.attempts=2 --set fetch.retry_base_ms=1
expect_status 6
expect_equal "$(grep -c '"call": "token"' "$work/requests.log")" 2
stop_tenant

begin "Ctrl-C keeps what is there and the next run goes on"
start_tenant --latency 100
"$undertone" report.lua --out "$out" --from 2026-11-01 --to 2026-11-16 \
  > "$work/stdout" 2> "$work/stderr" &
running=$!
sleep 1.5
kill -INT "$running"
status=0
wait "$running" || status=$?
expect_status 8
before=$(grep -c '/transcripts' "$work/requests.log")
report
expect_status 0
after=$(grep -c '/transcripts' "$work/requests.log")
expect_equal "$(rows "$csv")" "$total"
test "$after" -le $((total + 8)) || fail "$after transcript requests"
test "$before" -gt 0 || fail "interrupted before the first transcript"
expect_no_litter
stop_tenant

finish
