# lib.sh: what the end-to-end tests share; sourced, not run.
# Every test works in a folder of its own under $work, talks to a tenant on
# loopback that ends by itself, and counts what it checks.

set -u
build=$(cd "${BUILD:-build}" && pwd)
undertone=$build/undertone
work=$(mktemp -d)
tenant=
checks=0
failures=0
trap 'stop_tenant; rm -rf "$work"' EXIT

unset CXONE_BASE_URL CXONE_CLIENT_ID CXONE_CLIENT_SECRET http_proxy
unset CXONE_CLIENT_SECRET_FILE UNDERTONE_HOME
export XDG_CONFIG_HOME=$work/config

# start_tenant OPTIONS...: sets $url and the environment of a good client.
start_tenant() {
  : > "$work/tenant.txt"
  "$build/examples/tenant" --port 0 --max-seconds 120 \
    --log "$work/requests.log" "$@" \
    > "$work/tenant.txt" 2> "$work/tenant.err" < /dev/null &
  tenant=$!
  url=
  for _ in $(seq 100); do
    url=$(sed -n 's/^listening on //p' "$work/tenant.txt")
    test -n "$url" && break
    sleep 0.05
  done
  test -n "$url" || { cat "$work/tenant.err"; exit 1; }
  export CXONE_BASE_URL=$url CXONE_CLIENT_ID=demo
  export CXONE_CLIENT_SECRET=demo-secret
}

stop_tenant() {
  test -z "$tenant" && return
  kill "$tenant" 2> /dev/null
  wait "$tenant" 2> /dev/null
  tenant=
}

# run_undertone OPTIONS...: leaves $status, $work/stdout and $work/stderr.
run_undertone() {
  "$undertone" "$@" > "$work/stdout" 2> "$work/stderr"
  status=$?
}

# report OPTIONS...: runs the stock report over all of the sample into $out.
out=$work/out
csv=$out/cxone_interaction_analysis.csv
total=$(wc -l < examples/tenant/conversations.jsonl)
all_days="--from 2026-11-01T00:00:00Z --to 2026-11-16T00:00:00Z"
report() {
  run_undertone report.lua --out "$out" $all_days "$@"
}

# asked [ID]: how often the tenant was asked for transcripts, or for that one.
asked() {
  grep '"call": "transcript"' "$work/requests.log" |
    grep -c "\"id\": \"${1:-.*}\""
}

# report_until COUNT SIGNAL OPTIONS...: a report, and what ends it when it has
# asked for so many transcripts; leaves $status, too, and $seconds, how long the
# end took. The suite may have been started with nohup.
report_until() {
  enough=$(($(asked) + $1)) signal=$2
  shift 2
  env --default-signal=HUP "$undertone" report.lua --out "$out" "$@" \
    > "$work/stdout" 2> "$work/stderr" &
  running=$!
  for _ in $(seq 400); do
    test "$(asked)" -ge "$enough" && break
    sleep 0.05
  done
  kill "-$signal" "$running"
  stopped=$(date +%s)
  status=0
  wait "$running" || status=$?
  seconds=$(($(date +%s) - stopped))
}

# outputs FOLDER: a checksum of all outputs; run.json without its clock and
# the port of the tenant.
outputs() {
  (cd "$1" && cat ./*.csv cxone_analysis_plots/*.png report.html run.json) |
    sed '/"finished_at"/d; s/127\.0\.0\.1:[0-9]*/TENANT/g' | cksum
}

fail() {
  failures=$((failures + 1))
  echo "FAILED: $test_name: $*"
  sed 's/^/  | /' "$work/stderr" | head -20
}

test_name=
begin() {
  test_name=$1
  rm -rf "$out"
}

expect_status() {
  checks=$((checks + 1))
  test "$status" -eq "$1" || fail "exit code $status, expected $1"
}

# expect_text FILE TEXT: the file holds the text.
expect_text() {
  checks=$((checks + 1))
  grep -qF -- "$2" "$1" || fail "no '$2' in $(basename "$1")"
}

expect_no_text() {
  checks=$((checks + 1))
  if grep -rqF -- "$2" "$1"; then
    fail "'$2' in $(basename "$1")"
  fi
}

expect_equal() {
  checks=$((checks + 1))
  test "$1" = "$2" || fail "got '$1', expected '$2'"
}

# No temporary or partial file is left in the output folder.
expect_no_litter() {
  checks=$((checks + 1))
  litter=$(find "$out" -name '*tmp*' -o -name '.*' -type f 2> /dev/null)
  test -z "$litter" || fail "left behind: $litter"
}

rows() {
  "$undertone" -e 'local n = -1
    for _ in require("undertone.csv").reader(arg[1]) do n = n + 1 end
    print(n)' "$1"
}

finish() {
  echo "$checks checks, $failures failures"
  test "$failures" -eq 0 && test "$checks" -gt 0
}
