#!/bin/sh
# canary.sh: a secret, a token and what customers said are looked for where
# they must not be: in logs of any verbosity, in what `ps` and /proc show,
# and (secret and token) in any file.
. tests/e2e/lib.sh

secret=canary-secret-5f2c9d
card=4111111111111111
mail=seeded.person@example.com

for i in 1 2 3 4 5 6 7 8 9; do
  printf '{"conversationId":"c%d","start_time":"2026-11-02T08:00:00Z",' $i
  printf '"duration":5,"disposition":"resolved","channel":"chat",'
  printf '"transcript":[{"author":{"type":"customer"},"text":'
  printf '"My card %s is bad, write to %s.","timestamp":null}]}\n' \
    "$card" "$mail"
done > "$work/seeded.jsonl"

# Neither the secret nor the form it is sent in, nor the words given.
expect_silent() {
  for word in "$secret" "Bearer" "client_secret=" "$@"; do
    expect_no_text "$work/stdout" "$word"
    expect_no_text "$work/stderr" "$word"
  done
}

start_tenant --data "$work/seeded.jsonl" --client-secret "$secret" \
  --latency 100 --fault F31.error@id=c1 --fault F32.type@id=c2 \
  --fault F5@id=c3 --fault F29@id=c4
export CXONE_CLIENT_SECRET="$secret"
for verbosity in --quiet "" --verbose; do
  begin "logs ${verbosity:-as usual}"
  report $verbosity --set fetch.attempts=2 --set topics.examples=0
  expect_status 3
  expect_text "$out/cxone_interaction_analysis.csv" "$card"
  expect_silent "$card" "$mail"
  expect_no_text "$out" "$secret"
  expect_no_text "$out" "Bearer"
done

begin "what others can see of the process"
"$undertone" report.lua --out "$out" --from 2026-11-01 --to 2026-11-16 \
  --concurrency 1 > "$work/stdout" 2> "$work/stderr" &
running=$!
sleep 0.5
tr '\0' '\n' < "/proc/$running/cmdline" > "$work/argv"
expect_text "$work/argv" "report.lua"
expect_no_text "$work/argv" "$secret"
expect_equal "$(cat "/proc/$running/task/$running/children")" ""
expect_text "/proc/$running/limits" "Max core file size        0"
kill -KILL "$running"
wait "$running" 2> /dev/null
expect_no_text "$out" "$secret"
stop_tenant

finish
