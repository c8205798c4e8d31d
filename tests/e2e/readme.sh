#!/bin/sh
# readme.sh: runs what the README shows: its commands in order, its settings
# file, its Lua and its C program. `make demo` and `make check` stand for the
# run this is part of; what wants a real service or installs is left out by
# name, so that a new command cannot slip through unrun.
. tests/e2e/lib.sh

root=$(pwd)
mkdir "$work/tree"
for entry in build examples lexicon lua scripts src tests README.md; do
  ln -s "$root/$entry" "$work/tree/$entry"
done
rm "$work/tree/build"
mkdir "$work/tree/build"
for entry in undertone examples include libundertone.a libundertone.so.0; do
  ln -s "$build/$entry" "$work/tree/build/$entry"
done
cd "$work/tree" || exit 1
# A window ends with the second before the run: what starts now is not in it.
past=$(date -u -d '-1 hour' +%Y-%m-%dT%H:%M:%SZ)
printf '{"conversationId":"x","start_time":"%s","transcript":[{"author":
  {"type":"customer"},"text":"Thanks.","timestamp":"%s"}]}\n' "$past" "$past" \
  | tr -d '\n' > "$work/past.jsonl"

# block LANGUAGE N: the N-th fenced block of that language.
block() {
  awk -v want="\`\`\`$1" -v n="$2" '
    /^```/ && open { open = 0; mine = 0; next }
    /^```/ { open = 1; mine = ($0 == want && ++count == n); next }
    mine' README.md
}

begin "the settings file of the tour"
block lua 1 > my_settings.lua
checks=$((checks + 1))
grep -q "^return {" my_settings.lua || fail "no settings file in the README"

begin "the source of one's own"
block lua 2 > my_source.lua
checks=$((checks + 1))
grep -q "transcripts = function" my_source.lua || fail "no source in the README"

begin "the commands"
n=0
while :; do
  n=$((n + 1))
  block sh "$n" > "$work/block.sh"
  test -s "$work/block.sh" || break
  case $(head -1 "$work/block.sh") in
    make\ *) continue ;; # the run that this test is part of
    export\ CXONE*)      # a real service: the tenant stands in
      start_tenant --data "$work/past.jsonl"
      sed -i '/^export/d' "$work/block.sh" ;;
  esac
  test_name="README: $(head -1 "$work/block.sh")"
  status=0
  sh -e "$work/block.sh" > "$work/stdout" 2> "$work/stderr" || status=$?
  expect_status 0
done
checks=$((checks + 1))
test "$n" -gt 5 || fail "only $n commands found"
stop_tenant

begin "the tour changes what it says"
before=build/readme/cxone_interaction_analysis.csv
after=build/readme_mine/cxone_interaction_analysis.csv
expect_text "$before" ",chat,transferred,Other,"
expect_text "$after" ",chat,transferred,Escalation,"
expect_no_text "$after" ",transferred,Other,"
expect_text "$after" ",minutes"
expect_text "$after" "channel is 'voice'"
expect_no_text build/readme/report.html "What they want"
expect_text build/readme_mine/report.html "What they want"

expect_text build/readme_source/cxone_interaction_analysis.csv ",escalated,"

begin "the Lua example"
block lua 3 > "$work/example.lua"
status=0
"$undertone" "$work/example.lua" > "$work/stdout" 2> "$work/stderr" || status=$?
expect_status 0
checks=$((checks + 1))
grep -q '^-\{0,1\}0\.[0-9]*$' "$work/stdout" || fail "no score printed"

begin "the C example"
block c 1 > "$work/example.c"
status=0
${CC:-cc} ${SANITIZE:+-fsanitize=address,undefined} -Ibuild/include \
  -o "$work/example" "$work/example.c" "$build/libundertone.so.0" \
  2> "$work/stderr" || status=$?
expect_status 0
LD_LIBRARY_PATH=$build "$work/example" > "$work/stdout" 2> "$work/stderr"
expect_text "$work/stdout" "order late"

finish
