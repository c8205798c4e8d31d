#!/bin/sh
# paging.sh: links to the next page, in every form that leads to our origin,
# and one that leads elsewhere.
. tests/e2e/lib.sh

# every_page NAME OPTIONS...: all conversations arrive, by several pages.
every_page() {
  begin "$1"
  shift
  start_tenant --page-size 50 "$@"
  report --set relate.resamples=99
  expect_status 0
  expect_equal "$(rows "$csv")" "$total"
  expect_equal "$(grep -c '"call": "page"' "$work/requests.log")" \
    $(((total + 49) / 50))
  stop_tenant
}

every_page "a link that is a path"
every_page "a link with scheme and host" --absolute-links
every_page "a link relative to the path" --fault F43.relative@page:1-
every_page "a link that is percent-encoded" --fault F43@page:1-

begin "a link to another origin is not followed"
start_tenant --decoy-port 0 --page-size 50 --fault F40@page:1
report
expect_status 5
expect_text "$work/stderr" "page 1: the service at $url offered a link to"
expect_equal "$(grep -c '"call": "page"' "$work/requests.log")" 1
expect_equal "$(wc -l < "$work/requests.log")" 2
stop_tenant

begin "a listing that begins anew asks for its first page with POST again"
start_tenant --page-size 50 --fault F23.405@page:2
"$undertone" -e 'local settings = require("undertone.arguments").doctor {}
  local source <close> = require("undertone.sources").open(settings)
  local span = { from = "2026-11-01T00:00:00Z", to = "2026-11-16T00:00:00Z" }
  local _, cursor = source:page(span)
  assert(#source:page(span, cursor) == 50 and #source:page(span) == 50)' \
  2> "$work/stderr"
expect_equal "$(sed -n '/"call": "page"/s/.*"method": "\([A-Z]*\)".*/\1/p' \
  "$work/requests.log" | tr '\n' ' ')" "POST POST GET POST "
stop_tenant

begin "pages are counted on from those that an earlier run saved"
start_tenant --page-size 50 --fault F42@page:3-
report
expect_text "$work/stderr" "page 3 links to page 3 again (link hash "
report
expect_status 5
expect_text "$work/stderr" "page 4 links to page 4 again (link hash "
stop_tenant

begin "an entry without an id is a gap, and listed again"
start_tenant --page-size 50 --fault F32.null@page:2
report --set relate.resamples=99
expect_status 3
expect_equal "$(rows "$csv")" "$((total - 1))"
expect_text "$out/run.json" "entries without a usable id: 1; nobody can ask"
report --set relate.resamples=99
expect_status 0
expect_equal "$(rows "$csv")" "$total"
expect_equal "$(asked)" "$total"
stop_tenant

begin "an odd entry of a page that was refused counts when it is kept"
start_tenant --page-size 50 --fault F32.null@page:2-3
report --set cxone.max_pages=2
expect_status 5
report --set relate.resamples=99
expect_status 3
expect_text "$out/run.json" "entries without a usable id: 1; nobody can ask"
stop_tenant

begin "a first page on which nothing has an id is another API's"
start_tenant --page-size 1 --fault F32@page:1
report
expect_status 5
expect_text "$work/stderr" "page 1: conversations[1].conversationId is missing"
stop_tenant

begin "what is listed outside the window is left out, with a warning"
cat > "$work/source.lua" <<'LUA'
return { open = function()
  return { identity = "local time", transcripts = function() end,
    page = function() return { { id = "late",
      start_time = "2026-11-16T01:00:00+01:00" } } end }
end }
LUA
report --source "$work/source.lua"
expect_status 0
expect_text "$work/stdout" "left out: 1; times without a zone count as UTC; the"
expect_text "$out/run.json" "the first: late at 2026-11-16T00:00:00Z"
cp -r "$out" "$work/finished"
report --source "$work/source.lua"
expect_equal "$(diff -rq -x undertone.db "$work/finished" "$out")" ""

finish
