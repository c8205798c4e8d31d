#!/bin/sh
# lexicon.sh: `undertone lexicon diff` over a report's folder and over a file.
. tests/e2e/lib.sh

sample=examples/tenant/conversations.jsonl

# diff OPTIONS...: leaves $status, $work/stdout and $work/stderr.
diff() {
  "$undertone" lexicon diff "$@" > "$work/stdout" 2> "$work/stderr"
  status=$?
}

begin "a folder and the file it was made from agree"
report --source $sample
expect_status 0
diff none contact_center --out "$out"
expect_status 0
cp "$work/stdout" "$work/folder.txt"
diff none contact_center --source $sample
expect_status 0
expect_equal "$(cat "$work/stdout")" "$(cat "$work/folder.txt")"
expect_text "$work/stdout" "conversations change their label: "
expect_text "$work/stdout" "    turn "

begin "the other way round changes the same conversations"
diff contact_center none --source $sample
expect_equal "$(grep -c ' -> ' "$work/stdout")" \
  "$(grep -c ' -> ' "$work/folder.txt")"

begin "the same overlay on both sides changes nothing"
diff contact_center contact_center --source $sample
expect_status 0
expect_equal "$(wc -l < "$work/stdout" | tr -d ' ')" 1
expect_text "$work/stdout" "0 of "

begin "settings choose speaker, aggregate and thresholds"
diff none contact_center --source $sample --set sentiment.positive=1
expect_status 0
expect_no_text "$work/stdout" "positive"

begin "a bad overlay is named with its line"
printf '# mine\ngood\t1.5\nbad\tvery\n' > "$work/mine.txt"
diff none "$work/mine.txt" --source $sample
expect_status 2
expect_text "$work/stderr" "mine.txt:3: "

begin "an overlay that is not there"
diff none no_such_list --source $sample
expect_status 2
expect_text "$work/stderr" "no_such_list"

begin "no report in the folder"
diff none contact_center --out "$work/nothing"
expect_status 2
expect_text "$work/stderr" "$work/nothing/undertone.db"
test -e "$work/nothing" && fail "made $work/nothing"

begin "a broken file of conversations is named with its line"
printf '{"conversationId":"a","transcript":[]}\n{\n' > "$work/broken.jsonl"
diff none contact_center --source "$work/broken.jsonl"
test "$status" -ne 0 || fail "exit code 0"
expect_text "$work/stderr" "broken.jsonl:2: "

begin "usage"
diff none
expect_status 2
"$undertone" lexicon --help > "$work/stdout" 2> "$work/stderr"
status=$?
expect_status 0
expect_text "$work/stdout" "--source FILE.jsonl"
(cd "$work" && "$undertone" lexicon.lua --help) > "$work/stdout" \
  2> "$work/stderr" || fail "not found by name"

finish
