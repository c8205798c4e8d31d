#!/bin/sh
# ledger.sh: what becomes of conversations without a transcript, in this run and
# in later ones: not ready, forbidden or failed, each is counted and a gap.
. tests/e2e/lib.sh

begin "what is not ready is asked for again at the end, and in later runs"
start_tenant --data tests/fixtures/report.jsonl \
  --fault F30.202@id=a-resolved:1-5
report
expect_status 3
expect_equal "$(asked a-resolved)" 2
expect_text "$csv" "pending,not ready yet (HTTP 202),2"
expect_text "$work/stdout" "pending"
expect_text "$work/stderr" "$(rows "$csv") transcripts asked for, "
report
expect_status 3
expect_text "$work/stderr" "1 transcript asked for, "
expect_equal "$(asked a-resolved)" 4
report
expect_status 0
expect_equal "$(asked a-resolved)" 6
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

begin "the report stops when the first ten are forbidden"
start_tenant --fault F29@transcript
report
expect_status 4
expect_text "$work/stderr" "the first 10 transcripts were all forbidden"
checks=$((checks + 1))
test "$(asked)" -lt 40 || fail "went on asking"
stop_tenant

begin "the report doubts a path where the first twenty are missing"
start_tenant --fault F30@transcript
report
expect_status 3
expect_text "$work/stdout" \
  "Note: not one of $(rows "$csv") conversations has a transcript"
expect_text "$work/stderr" "is the setting cxone.transcript_path right?"
expect_text "$out/run.json" "not one of $(rows "$csv") conversations"

begin "it does so again when there is nothing left to ask for"
report
expect_status 3
stop_tenant

# start_failing FAULT IDS: a tenant that has the fault for each of those ids.
start_failing() {
  fault=$1
  ids=$2
  set --
  for id in $ids; do
    set -- "$@" --fault "$fault@id=$id"
  done
  start_tenant "$@"
}

all_ids=$(sed -n 's/.*"conversationId": "\([^"]*\)".*/\1/p' \
  examples/tenant/conversations.jsonl)

begin "what always fails is a gap of this run and of later ones, no outage"
start_failing F21 "$(echo "$all_ids" | sed -n '1~20p' | head -8)"
for run in 1 2; do
  report --set fetch.retry_base_ms=50
  expect_status 3
  expect_equal "$(grep -c ',failed,' "$csv")" 8
  expect_no_text "$work/stderr" "next in 30"
done
stop_tenant

begin "those refused at the end end a run or two, not every later one"
start_failing F25 "$(echo "$all_ids" | tail -12)"
report
expect_status 4
report
test "$status" -eq 4 && report
expect_status 3
expect_equal "$(grep -c ',forbidden,' "$csv")" 12
report
expect_status 3
stop_tenant

finish
