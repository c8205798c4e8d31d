#!/bin/sh
# folder.sh: the output folder and its store: damaged, in use, of another
# program, open to others, and private in itself.
. tests/e2e/lib.sh

start_tenant
port=${url##*:}
report
first=$(outputs "$out")
mv "$out" "$work/finished"

damage() {
  cp -r "$work/finished" "$out"
  "$undertone" -e 'local store <close> = require("undertone.db").open(arg[1])
    assert(store:run("UPDATE turn SET text = text || char(46)"
      .. " WHERE conversation = 3 AND position = 2") == 1)' \
    "$out/undertone.db"
}

begin "what the disk changed is fetched again, and said"
damage
run_undertone lexicon diff none none --out "$out"
expect_status 7
expect_text "$work/stderr" "was damaged since it was stored"
before=$(asked)
report
expect_status 0
expect_text "$work/stderr" "damaged since they were stored: 1 conversation"
expect_text "$out/run.json" "damaged since they were stored: 1 conversation"
expect_equal "$(asked)" "$((before + 1))"
expect_equal "$(diff -rq -x undertone.db -x run.json "$work/finished" "$out")" ""
stop_tenant

begin "no network: what the disk changed is a gap, the rest is analysed"
damage
report --set fetch.attempts=1
expect_status 6
expect_text "$csv" ",pending,damaged since it was stored,0,"
expect_text "$work/stdout" "155  ok"
start_tenant --port "$port"
report
expect_status 0
expect_equal "$(outputs "$out")" "$first"
stop_tenant

begin "a second process is told who is at work"
start_tenant --latency 50
"$undertone" report.lua --out "$out" $all_days > /dev/null 2>&1 &
running=$!
sleep 0.7
began=$(date +%s)
report
expect_status 7
checks=$((checks + 1))
test $(($(date +%s) - began)) -le 1 || fail "it waited"
expect_text "$work/stderr" "process $running is at work in this folder"
kill -KILL "$running"
wait "$running" 2> /dev/null
report
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

finish
