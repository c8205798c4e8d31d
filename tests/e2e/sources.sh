#!/bin/sh
# sources.sh: what is another source in the same folder, and what is still the
# same one.
. tests/e2e/lib.sh

start_tenant
report
first=$(outputs "$out")
stop_tenant

begin "new credentials go on where the old ones ended"
start_tenant --latency 20
port=${url##*:}
report_until 40 KILL $all_days --concurrency 1
stop_tenant
start_tenant --port "$port" --client-secret changed
report
expect_status 4
expect_text "$work/stderr" "the same command goes on from there"
CXONE_CLIENT_SECRET=changed
report
expect_status 0
expect_equal "$(outputs "$out")" "$first"
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
report_until 40 KILL $all_days --concurrency 1
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

finish
