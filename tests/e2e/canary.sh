#!/bin/sh
# canary.sh: a secret, the tokens and what customers said are looked for where
# they must not be: in logs of any verbosity, in what `ps` and /proc show, in
# figures, and (secret and tokens) in any file. What customers said is by
# design in the CSV, in the store and in the page's excerpts, nowhere else.
. tests/e2e/lib.sh

secret=canary-secret-5f2c9d
token='tenant\.[0-9]+\.[0-9a-f]' # so begins every token that the tenant gives

# 200 cards, phones and addresses: all in $work/seeds, and said in 40
# conversations.
"$undertone" -e '
  math.randomseed(11)
  local seeds = assert(io.open(arg[1] .. "/seeds", "w"))
  local data = assert(io.open(arg[1] .. "/seeded.jsonl", "w"))
  for i = 1, 40 do
    local turns = {}
    for n = 1, 5 do
      local card = ("4%015d"):format(math.random(0, 999999999999999))
      local phone = ("+49 151 %08d"):format(math.random(0, 99999999))
      local mail = ("p%07d@example.com"):format(math.random(0, 9999999))
      seeds:write(card, "\n", phone, "\n", mail, "\n")
      turns[n] = ([[{"author":{"type":"%s"},"text":"My card %s is bad,]]
        .. [[ call %s or write to %s.","timestamp":null}]]):format(
        n % 2 == 1 and "customer" or "agent", card, phone, mail)
    end
    data:write(([[{"conversationId":"c%d","start_time":]]
      .. [["2026-11-02T08:00:00Z","duration":%d,"disposition":"%s",]]
      .. [["channel":"chat","transcript":[%s]}]]):format(i, i,
      i % 2 == 0 and "resolved" or "escalated", table.concat(turns, ",")),
      "\n")
  end' "$work" || exit 1

expect_no_seed() {
  checks=$((checks + 1))
  found=$(grep -rhoaF -f "$work/seeds" -- "$@" | head -1)
  test -z "$found" || fail "'$found' in $*"
}

# expect_no_seed_in_listed LIST: a file a line.
expect_no_seed_in_listed() {
  while read -r file; do
    expect_no_seed "$file"
  done < "$1"
}

# Neither the secret nor the form it is sent in nor a token.
expect_no_secret() {
  for word in "$secret" "Bearer tenant" "client_secret=canary"; do
    expect_no_text "$1" "$word"
  done
  checks=$((checks + 1))
  grep -rqaE -- "$token" "$1" && fail "a token in $(basename "$1")"
}

start_tenant --data "$work/seeded.jsonl" --client-secret "$secret" \
  --latency 100 --fault F31.error@id=c1 --fault F32.type@id=c2 \
  --fault F5@id=c3 --fault F29@id=c4 --fault F4@id=c5 --fault F6@id=c6 \
  --fault F3@id=c7 --fault F48@id=c8 --fault F23@id=c9 \
  --fault F5.text@id=c10 --fault F31.203@id=c11 --fault F31.206@id=c12
export CXONE_CLIENT_SECRET="$secret"

begin "what is looked for is what there is"
expect_equal "$(sort -u "$work/seeds" | wc -l)" 600
expect_equal "$(grep -oF -f "$work/seeds" "$work/seeded.jsonl" | wc -l)" 600
"$undertone" -e 'local http = require "undertone.http"
  local client <close> = assert(http.client { origin = arg[1] })
  print(assert(client:request { path = "/oauth2/token", auth = false,
    form = { grant_type = "client_credentials", client_id = "demo",
      client_secret = arg[2] } }).body)' "$url" "$secret" > "$work/answer"
checks=$((checks + 1))
grep -qE "\"access_token\": \"$token" "$work/answer" || fail "no such token"

for verbosity in --quiet "" --verbose; do
  begin "logs ${verbosity:-as usual}"
  report $verbosity --set fetch.attempts=2 --set layout.page.excerpts=false \
    --set tidy_tables=true --concurrency 8
  expect_status 3
  for file in "$work/stdout" "$work/stderr" "$out"; do
    expect_no_secret "$file"
  done
  expect_no_seed "$work/stdout" "$work/stderr"
  card=$(sed -n 598p "$work/seeds")
  expect_text "$csv" "$card"
  expect_text "$out/undertone.db" "$card"
  find "$out" -type f ! -name '*.csv' ! -name 'undertone.db*' > "$work/rest"
  expect_no_seed_in_listed "$work/rest"
done

begin "excerpts quote, figures do not"
report --set fetch.attempts=2
expect_status 3
checks=$((checks + 1))
grep -qF -f "$work/seeds" "$out/report.html" || fail "nothing is quoted"
find "$out" -name '*.svg' -o -name '*.png' > "$work/figures"
checks=$((checks + 1))
test "$(wc -l < "$work/figures")" -ge 5 ||
  fail "$(wc -l < "$work/figures") figures"
expect_no_seed_in_listed "$work/figures"

stop_tenant

# expect_nothing_repeated STATUS RULE...: how a run ends with a service that
# repeats the token and the secret; neither is anywhere afterwards.
expect_nothing_repeated() {
  ending=$1
  shift
  begin "a service that repeats secrets: $*"
  rules=
  for rule; do
    rules="$rules --fault $rule"
  done
  # shellcheck disable=SC2086 # options hold no spaces
  start_tenant --data "$work/seeded.jsonl" --client-secret "$secret" $rules
  export CXONE_CLIENT_SECRET="$secret"
  report --verbose --set fetch.attempts=2 --set tidy_tables=true
  expect_status "$ending"
  for file in "$work/stdout" "$work/stderr" "$out"; do
    expect_no_secret "$file"
  done
  stop_tenant
}

expect_nothing_repeated 3 G11@id=c1 G11.500@id=c2 G11.200@id=c3 \
  G11.word@id=c4:1 G11.page@id=c5 G11.redirect@id=c6 G11.text@id=c7
masked="client_secret=\*{20}, Bearer \*+"
checks=$((checks + 2))
grep -qE "answered 400: \{\"error\": \"$masked" "$work/stderr" ||
  fail "no quotation of what was repeated"
grep -qE "$masked" "$csv" || fail "no text with what was repeated"
expect_nothing_repeated 5 G11@page
expect_nothing_repeated 6 G11.500@page
expect_nothing_repeated 5 G11.200@page
expect_nothing_repeated 5 G11.redirect@page
expect_text "$work/stderr" "/moved/****"
expect_nothing_repeated 4 G11@token
expect_nothing_repeated 6 G11.500@token
expect_text "$work/stderr" "answered 500 (application/json, "
expect_nothing_repeated 4 G11.200@token
expect_nothing_repeated 4 G11.word@token
expect_nothing_repeated 5 G11.redirect@token

begin "what others can see of the process"
start_tenant --data "$work/seeded.jsonl" --client-secret "$secret" \
  --latency 100
export CXONE_CLIENT_SECRET="$secret"
"$undertone" report.lua --out "$out" --from 2026-11-01 --to 2026-11-16 \
  --concurrency 1 > "$work/stdout" 2> "$work/stderr" &
running=$!
sleep 0.5
tr '\0' '\n' < "/proc/$running/cmdline" > "$work/argv"
expect_text "$work/argv" "report.lua"
expect_no_secret "$work/argv"
expect_no_seed "$work/argv"
expect_equal "$(cat "/proc/$running/task/$running/children")" ""
expect_text "/proc/$running/limits" "Max core file size        0"
kill -KILL "$running"
wait "$running" 2> /dev/null
expect_no_text "$out" "$secret"
stop_tenant

finish
