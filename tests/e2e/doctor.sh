#!/bin/sh
# doctor.sh: what the doctor says when each part of the way is broken, with
# which exit code, and that it never prints a secret.
. tests/e2e/lib.sh
. tests/support/doctor.sh

begin "all is well"
start_tenant
doctor
expect_status 0
expect_equal "$(grep -c '^ok      ' "$work/stdout")" 8
expect_text "$work/stdout" "All is well"
expect_no_litter

begin "help"
doctor --help
expect_status 0
expect_text "$work/stdout" "--config"

begin "a file of conversations needs no service"
doctor --source examples/tenant/conversations.jsonl
expect_status 0
expect_equal "$(grep -c 'not needed' "$work/stdout")" 5
expect_text "$work/stdout" "ok      query: 173 conversations"

begin "no credentials"
CXONE_CLIENT_ID= CXONE_CLIENT_SECRET= doctor
expect_status 4
expect_failed environment "CXONE_CLIENT_ID and CXONE_CLIENT_SECRET" "before"
expect_text "$work/stdout" "-       sign-in: not tried"

begin "a file of the secret that is not one"
for file in "$work/nowhere" "$work" /dev/null; do
  CXONE_CLIENT_SECRET= CXONE_CLIENT_SECRET_FILE=$file doctor
  expect_status 4
  expect_failed environment "CXONE_CLIENT_SECRET_FILE: $file" "before"
done
CXONE_CLIENT_SECRET= CXONE_CLIENT_SECRET_FILE=$work doctor
expect_text "$work/stdout" "Is a directory"

begin "a file of the secret with a line end of Windows"
printf 'demo-secret\r\n' > "$work/secret"
CXONE_CLIENT_SECRET= CXONE_CLIENT_SECRET_FILE=$work/secret doctor
expect_status 0

begin "a wrong secret"
CXONE_CLIENT_SECRET=hunter2 doctor
expect_status 4
expect_failed sign-in "invalid_client" "check the client id and secret"
expect_no_text "$work/stdout" "sign-in: sign-in:"
expect_no_text "$work/stdout" "hunter2"

begin "an output folder that cannot be made"
printf x > "$work/file"
out=$work/file/out doctor
expect_status 7
expect_failed "output folder" "$work/file" "choose another folder"
expect_text "$work/stdout" "ok      query: 100 conversations on the first page"

begin "no conversations are not a wrong path, but prove nothing"
doctor --from 2020-01-01 --to 2020-01-02
expect_status 3
expect_text "$work/stdout" "the path is right, but there is no conversation"
expect_text "$work/stdout" "?       transcripts: there is none to ask for"
expect_text "$work/stdout" "no transcript could be had"
expect_no_text "$work/stdout" "All is well"

begin "a wrong query path"
doctor --set cxone.query_path=/api/v2/nothing
expect_status 5
expect_failed query "404" "check the setting cxone.query_path"

begin "a wrong transcript path"
doctor --set cxone.transcript_path=/api/v2/nothing/%s
expect_status 5
expect_failed transcripts "5 × no transcript (HTTP 404)" \
  "the path is probably wrong"

begin "a wrong token path"
doctor --set cxone.token_path=/token
expect_status 5
expect_failed sign-in "404" "check the setting cxone.token_path"
stop_tenant

begin "one transcript that is not there is no wrong path"
with_fault F30@transcript:1 0

begin "transcripts that are not ready are no proof"
with_fault F30.202@transcript 3
expect_text "$work/stdout" "5 × not ready yet (HTTP 202)"
expect_no_text "$work/stdout" "All is well"

begin "a request that the service does not understand, or never will"
with_fault F23.501@transcript 5
expect_failed transcripts "answered 501" "check the setting cxone.transcript_"
with_fault F23@transcript 5
expect_failed transcripts "answered 400" "check the setting cxone.transcript_"
expect_no_text "$work/stdout" "later"

begin "answers that are no transcripts"
for fault in F31 F54; do
  with_fault $fault@transcript 5
  expect_failed transcripts "none of 5 is there" "check the setting cxone.tran"
  expect_text "$work/stdout" "what comes is no transcript"
done

begin "answers that break off"
with_fault F2@transcript 6
expect_failed transcripts "the connection broke after" "try again; if it stays"

begin "a token that is issued and then refused"
with_fault F25@page 4
expect_failed query "401" "the sign-in works, but the API refuses its token"
expect_no_text "$work/stdout" "scope"

begin "no scope for the query"
with_fault F29@page 4
expect_failed query "403" "give this client the scope"

begin "no scope for transcripts"
with_fault F29@transcript 4
expect_failed transcripts "5 × access denied" "give this client the scope"

begin "a token service that is away"
with_fault F19@token 6
expect_failed sign-in "500" "the service is not there now"

begin "a service that only fails, or throttles, is not waited for"
with_fault F19.425@page 6
expect_failed query "answered 425" "the service is not there now"
with_fault F19@transcript 6
expect_failed transcripts "answered 500" "the service fails at it now"
with_fault F12@transcript 6
expect_text "$work/stdout" "answered 429 and asks to wait 2 s; next in 2"
expect_failed transcripts "after 1 waits" "the service wants fewer calls"
with_fault F16.day@page 6
expect_failed query "asks to wait 86400 s" "the service wants fewer calls"
checks=$((checks + 1))
test "$(grep -c '"status": 429' "$work/requests.log")" -le 2 || fail "asked on"

begin "each check is told at once, even through a pipe"
start_tenant --fault F1@transcript
doctor --set fetch.timeout_ms=3000 --set fetch.attempts=1 &
checks=$((checks + 1))
for _ in $(seq 60); do
  grep -q "^ok      query" "$work/stdout" && break
  sleep 0.05
done
grep -q "^ok      query" "$work/stdout" || fail "nothing told in 3 s"
checks=$((checks + 1))
grep -q "^FAILED" "$work/stdout" && fail "told after the wait only"
wait $!
expect_text "$work/stdout" "        transcripts: still waiting"
stop_tenant

begin "an interruption is no failure of the step"
for step in token page transcript; do
  start_tenant --fault F1@$step
  "$undertone" doctor.lua --out "$out" --from 2026-11-01 --to 2026-11-16 \
    > "$work/stdout" 2> "$work/stderr" &
  asking=$!
  for _ in $(seq 60); do
    grep -q "\"call\": \"$step\"" "$work/requests.log" && break
    sleep 0.05
  done
  kill -INT $asking
  status=0
  wait $asking || status=$?
  expect_status 8
  expect_equal "$(cat "$work/stderr")" "undertone: interrupted"
  expect_no_text "$work/stdout" "FAILED"
  expect_no_text "$work/stdout" "→"
  stop_tenant
done

begin "a lifetime that makes no sense is clamped and told"
with_fault F28.huge@token 0
expect_text "$work/stdout" "lives 86400 s, as the service's expires_in is 1e+308"
with_fault F28.negative@token 0
expect_text "$work/stdout" "lives 30 s, as the service's expires_in is -1"
with_fault F28.text@token 0
expect_text "$work/stdout" "lives 3600 s, as the service's expires_in is a text"
with_fault F28@token 0
expect_text "$work/stdout" "lives 300 s, as the service's expires_in is missing"
with_fault F28.twice@token 0
expect_text "$work/stdout" "lives 300 s, as the service's expires_in is given"

begin "a login page where JSON should be"
with_fault F31@page 5
expect_failed query "text/html" "check the setting cxone.query_path"

begin "an answer that is too long, or a redirect"
with_fault F47@page 5
expect_failed query "max_body_bytes" "check that CXONE_BASE_URL is"
with_fault F35@page 5
expect_failed query "the service redirects" "set cxone.query_path to where"
with_fault F35@token 5
expect_failed sign-in "redirects to $url/" "set cxone.token_path to where"
with_fault F34@token 5
expect_failed sign-in "to another origin" "set cxone.token_path to where"
with_fault F35@transcript 5
expect_failed transcripts "redirects" "set cxone.transcript_path to where"
expect_text "$work/stdout" "set CXONE_BASE_URL to it"

begin "a page to log in with where the token should be"
with_fault F31@token 5
expect_failed sign-in "not JSON" "check the setting cxone.token_path"
expect_no_text "$work/stdout" "later"

begin "listed conversations with odd fields"
sed -e '1s/"channel": "[a-z]*"/"channel": ["chat"]/' \
  -e '2s/"disposition": "[a-z]*"/"disposition": {}/' \
  examples/tenant/conversations.jsonl > "$work/odd.jsonl"
start_tenant --data "$work/odd.jsonl"
doctor
expect_status 0
expect_text "$work/stdout" "ok      query: 100 conversations on the first page"
expect_text "$work/stdout" "odd fields: 2, the first conversations["
expect_text "$work/stdout" ".channel: expected a text or a number, got a list"
stop_tenant

begin "a query that is not understood"
with_fault F23@page 5
expect_failed query "400: {" "the window may be too long: try --days 1"
with_fault F23@page:2- 5
expect_failed "next page" "400" "show that to whoever runs"

begin "an address that is none, and an unsafe one"
CXONE_CLIENT_ID=demo CXONE_CLIENT_SECRET=demo-secret
export CXONE_CLIENT_ID CXONE_CLIENT_SECRET
CXONE_BASE_URL=nonsense:// doctor
expect_status 2
expect_failed address "must look like" "correct that (an address looks like"
CXONE_BASE_URL=http://192.0.2.1 doctor
expect_status 5
expect_failed address "only https" "correct that (an address looks like"

begin "a host that is not known, and a port where nobody listens"
CXONE_BASE_URL=https://nowhere.invalid doctor
expect_status 6
expect_failed connection "nowhere.invalid" "check the host name"
CXONE_BASE_URL=http://127.0.0.1:1 doctor
expect_status 6
expect_failed connection "(curl 7)" "check the port"

begin "a proxy that is none, and one that hangs up"
start_tenant
https_proxy=$url CXONE_BASE_URL=https://service.invalid doctor
expect_status 6
expect_failed connection "the proxy answered 404 and did not connect to" \
  "check that https_proxy names a proxy"
stop_tenant
start_tenant --hang-up 1000000
https_proxy=$url CXONE_BASE_URL=https://service.invalid doctor
expect_status 6
expect_failed connection "(curl 56)" ""
expect_text "$work/stdout" "https_proxy"
stop_tenant

begin "a certificate of an unknown authority"
mkdir "$work/certs"
sh tests/make_certs.sh "$work/certs"
start_tenant --tls "$work/certs/good.pem" "$work/certs/server.key"
doctor
expect_status 5
expect_failed connection "could not be verified" "check the host name"
doctor --set fetch.ca_file="$work/certs/ca.pem"
expect_status 0
stop_tenant

finish
