#!/bin/sh
# interrupt.sh: Ctrl-C on a terminal, which script(1) plays, at every step.
. tests/e2e/lib.sh

# A bare chroot has no pseudo-terminals; resume.sh sends the signals without.
if ! script -qec true /dev/null > /dev/null 2>&1 < /dev/null; then
  echo "no pseudo-terminal here (is /dev/pts mounted?): nothing to press"
  exit 0
fi

screen=$work/screen
clear_line=$(printf '\r\033\\[K')

# run_until TEXT COMMAND: runs it on a terminal until that shows TEXT; leaves
# $running, which plays the terminal, and its keys as descriptor 9.
run_until() {
  rm -f "$work/keys" "$screen"
  mkfifo "$work/keys"
  script -qefc "$2" "$screen" < "$work/keys" > /dev/null 2>&1 &
  running=$!
  exec 9> "$work/keys"
  for _ in $(seq 200); do
    grep -q "$1" "$screen" 2> /dev/null && break
    sleep 0.05
  done
}

# stop_when TEXT OPTIONS...: presses Ctrl-C when the terminal shows TEXT;
# leaves $status and $seconds, how long the end took.
stop_when() {
  text=$1
  shift
  run_until "$text" "$undertone report.lua --out $out $all_days $*"
  (trap '' PIPE && printf '\003' >&9) 2> /dev/null # it may have ended
  pressed=$(date +%s)
  status=0
  wait "$running" || status=$?
  seconds=$(($(date +%s) - pressed))
  exec 9>&-
  cp "$screen" "$work/stderr"
}

# A line of the screen: begins at the left margin and ends there.
expect_line() {
  checks=$((checks + 1))
  tr -d '\r' < "$screen" | sed 's/.*\x1b\[K//' | grep -qx -- "$1" \
    || fail "no line '$1' on the screen"
}

expect_clean_stop() {
  expect_status 8
  checks=$((checks + 1))
  test "$seconds" -le 2 || fail "took $seconds s to stop"
  expect_line "undertone: interrupted"
  expect_line "[0-9]* of [0-9]* conversations are settled in $out; \
the same command goes on from there"
  expect_equal "$(find "$out" -name '*.lock' -o -name '*-wal' \
    -o -name '*-shm')" ""
  expect_no_litter
}

start_tenant --latency 20

begin "while conversations are fetched, and on from there"
stop_when "transcripts  \[#" --concurrency 2
expect_clean_stop
checks=$((checks + 1))
grep -q "${clear_line}[0-9]* of $total conversations" "$screen" \
  || fail "the progress line is still there"
report
expect_status 0
expect_equal "$(rows "$csv")" "$total"

begin "when the terminal is gone, and the shell on it"
cat > "$work/session" << EOF
trap : HUP
env --default-signal=HUP $undertone report.lua --out $out $all_days \
  --concurrency 2
echo \$? > $work/code
EOF
run_until "transcripts  \[#" "sh $work/session; true"
: > "$work/stderr"
kill -KILL "$running"
wait "$running" 2> /dev/null
for _ in $(seq 400); do
  test -s "$work/code" && break
  sleep 0.05
done
exec 9>&-
status=$(cat "$work/code")
expect_status 8
expect_no_litter
report
expect_status 0
expect_equal "$(rows "$csv")" "$total"

begin "while means are resampled"
report
expect_status 0
stop_when "transcripts scored" --set relate.resamples=1000000
expect_clean_stop

stop_tenant

begin "every gap is counted, whatever its kind"
start_tenant --latency 20 --fault F29@transcript:3-5 --fault F23@transcript:1-2
stop_when "  5 gaps" --concurrency 1
expect_text "$screen" "  5 gaps"
stop_tenant

begin "a wait that was not waited for goes on, and the line says why"
start_tenant --fault F12@transcript:20
stop_when "waiting for the service, " --concurrency 1
expect_status 8
stop_when "the service asked to wait, [1-5] s" --concurrency 1
expect_status 8
expect_text "$screen" "the service asked to wait, "
stop_tenant

finish
