#!/bin/sh
# page.sh: report.html is well-formed, safe whatever its texts hold, the same
# for the same data, sane at the edges, and laid out by scripts/layout.lua.
. tests/e2e/lib.sh

sample=examples/tenant/conversations.jsonl
page=$out/report.html

# The page is what tests/page_structure.lua wants, and its policy names the
# very style and script that stand in it.
expect_page() {
  checks=$((checks + 1))
  "$undertone" tests/page_structure.lua "$page" > "$work/problems" 2>&1 ||
    { cp "$work/problems" "$work/stderr"; fail "structure"; }
  for element in style script; do
    hash=$("$undertone" -e 'io.write((io.open(arg[1]):read("a")
      :match("<" .. arg[2] .. ">(.-)</" .. arg[2] .. ">")))' \
      "$page" "$element" | openssl dgst -sha256 -binary | openssl base64)
    expect_text "$page" "$element-src &#39;sha256-$hash&#39;"
  done
}

begin "the sample"
report --source "$sample"
expect_status 0
expect_page
expect_text "$work/stdout" "The report: $out/report.html"
expect_text "$page" "How customers felt"
expect_text "$page" "An escalated conversation scores below"
expect_text "$page" "Customers were positive in 58 %, neutral in 21 %"
expect_text "$page" "(Success), and an escalated conversation scores below a"
expect_text "$page" "No score for 17 of 173 conversations (10 %): 7 with"
expect_text "$page" "scores rose by 0.17 on average (95 % interval +0.0"
expect_text "$page" "in 68 conversations with at least 4 customer turns."
expect_no_litter
cp "$page" "$work/first.html"

begin "the numbers of the ledger"
strip=$(grep -o '<dl class="ledger">.*</dl>' "$work/first.html" |
  sed 's/<dt>/\n/g' |
  sed -n 's/<\/dt><dd>\(.*\)<\/dd>.*/: \1/p' | tr '\n' ';')
expect_equal "$strip" "conversations: 173;with a transcript: 160;\
scored: 156;with nothing said: 7;without a transcript: 6;\
unscored (no turn that counts): 4;"

begin "a change that is not sure, and too few to speak of one"
report --source "$sample" --set sentiment.trend_min_turns=5
expect_text "$page" "there is no clear change: +0."
expect_text "$page" "conversations with at least 5 customer turns."
report --source "$sample" --set relate.min_n=69
expect_text "$page" "too few, 68 conversations with at least 4 customer turns."
expect_no_text "$page" "scores rose by"

begin "the same data in another folder"
out=$work/elsewhere
report --source "$sample"
checks=$((checks + 1))
cmp -s "$work/first.html" "$out/report.html" || fail "another page"
out=$work/out

# Words that one conversation each has, in every turn: canary1, canary2, …
for i in $(seq 40); do
  said="My parcel and its invoice are awful, I hate it" outcome=escalated
  test $((i % 2)) -eq 0 &&
    said="The flight and the hotel were great, thanks" outcome=resolved
  printf '{"conversationId":"c%d","start_time":"2026-11-02T08:00:00Z",' "$i"
  printf '"disposition":"%s","transcript":[' "$outcome"
  for speaker in customer agent customer agent customer; do
    printf '{"author":{"type":"%s"},"text":' $speaker
    printf '"%s, canary%d."},' "$said" "$i"
  done | sed 's/,$//'
  printf ']}\n'
done > "$work/canaries.jsonl"

begin "turns are quoted"
report --source "$work/canaries.jsonl" --set tidy_tables=true
expect_page
for file in "$page" "$out/run.json" "$out/tables/topics.csv"; do
  expect_text "$file" canary
done

begin "nothing quoted, and that is said"
report --source "$work/canaries.jsonl" --set tidy_tables=true \
  --set layout.page.excerpts=false
expect_status 0
expect_page
for file in "$page" "$out/run.json" "$out/tables/topics.csv" \
  "$work/stdout" "$work/stderr"; do
  expect_no_text "$file" canary
done
expect_text "$page" "Excerpts are off: no turn is quoted."

begin "hostile texts everywhere"
mkdir "$work/hostile"
"$undertone" tests/browser/hostile.lua tests/browser/payloads.txt \
  "$work/hostile"
report --source "$work/hostile/<img src=x onerror=alert(1)>.jsonl" \
  --config "$work/hostile/<img src=x onerror=alert(1)>.lua"
expect_status 3
expect_page
expect_no_text "$page" "<script>alert"
expect_no_text "$page" "<img"
expect_no_text "$page" "<iframe"

begin "sections moved, dropped and added"
cat > "$work/layout.lua" <<'LUA'
return { layout = { page = {
  title = "Week 45",
  titles = { topics = "What they want" },
  words = { lacking = "Holes" },
  sections = { "topics", "findings", { name = "goals", title = "Our goals",
    content = function(job, page)
      local h = page.h
      return h.p { "<b>", h.strong { job.store:count() }, "</b>" }
    end } },
} } }
LUA
report --source "$sample" --config "$work/layout.lua"
expect_page
expect_text "$page" '<h1 dir="auto">Week 45</h1>'
expect_text "$page" "What they want</h2>"
expect_text "$page" "<h3>Holes</h3>"
expect_text "$page" "<p>&lt;b&gt;<strong>173</strong>&lt;/b&gt;</p>"
expect_equal "$(grep -o '<section [^>]* id="[a-z-]*"' "$page" |
  sed 's/.* id=//' | tr '\n' ' ')" '"topics" "findings" "own-goals" '
expect_no_text "$page" 'id="versions"'

begin "a section named as something of the page"
cat > "$work/layout.lua" <<'LUA'
return { layout = { page = { sections = { "tests", { name = "main",
  title = "Main", content = function(_, page)
    return page.h.p { id = "tests-heading", "one" }
  end }, { name = "tests-caption", title = "Two",
  content = function() return false end } } } } }
LUA
report --source "$sample" --config "$work/layout.lua"
expect_status 0
expect_page

begin "a section that returns no markup"
cat > "$work/layout.lua" <<'LUA'
return { layout = { page = { sections = { { name = "second", title = "Two",
  content = function() return true end } } } } }
LUA
report --source "$sample" --config "$work/layout.lua"
expect_status 2
expect_text "$work/stderr" "layout.page.sections: 'second' must return markup"

begin "a section that does not exist"
echo 'return { layout = { page = { sections = { "topcs" } } } }' \
  > "$work/layout.lua"
report --source "$sample" --config "$work/layout.lua"
expect_status 2
expect_text "$work/stderr" "no section 'topcs', did you mean 'topics'?"

begin "a section that fails"
cat > "$work/layout.lua" <<'LUA'
return { layout = { page = { sections = { { name = "bad", title = "Bad",
  content = function() return nil + 1 end } } } } }
LUA
report --source "$sample" --config "$work/layout.lua"
expect_status 1
expect_text "$work/stderr" "layout.page.sections: 'bad' failed: "
expect_text "$work/stderr" "layout.lua:2: "
checks=$((checks + 1))
test ! -e "$page" || fail "half a page"

"$undertone" tests/edges.lua settings > "$work/edges.lua"
for edge in nothing no_text one_outcome one_label equal_scores many_outcomes \
  long_names right_to_left; do
  begin "$edge"
  "$undertone" tests/edges.lua "$edge" > "$work/$edge.jsonl"
  report --source "$work/$edge.jsonl" --config "$work/edges.lua" \
    --set topics.k=2
  expect_status 0
  expect_page
  expect_no_text "$page" "origins.topics" # what set it is beside the setting
  test "$edge" != long_names || # beside the pictures, each with its end
    expect_equal "$(grep -o 'class="dots">.*' "$page" | head -n 1 |
      grep -o '…[a-z ]*[012]<' | sort -u | wc -l)" 3
  test "$edge" != long_names || cp "$page" "$work/long.html"
done
checks=$((checks + 1))
"$undertone" -e 'os.exit(not io.open(arg[1]):read("a")
  :find("<bdi[^>]*>" .. ("very long "):rep(10)))' "$work/long.html" ||
  fail "a name of 300 characters in a cell"
expect_text "$page" "$(printf '\342\201\250')שלום, נפתר$(printf \
  '\342\201\251')"

finish
