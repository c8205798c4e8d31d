#!/bin/sh
# doctor_pages.sh: what the doctor says of the second page of conversations and
# of the link to it.
. tests/e2e/lib.sh
. tests/support/doctor.sh

# pages: how many times the service was asked for one.
pages() {
  grep -c '"call": "page"' "$work/requests.log"
}

begin "one page has no next one"
start_tenant --page-size 500
doctor --set cxone.page_size=500
expect_status 0
expect_text "$work/stdout" "ok      next page: there is only one"
expect_equal "$(pages)" 1
stop_tenant

begin "the first link is followed, the second is not"
with_fault F45@page:2 0
expect_text "$work/stdout" "ok      next page: 100 conversations on page 2"
expect_no_text "$work/stdout" "GET"
expect_equal "$(pages)" 2

begin "transcripts are those of both pages"
start_tenant --page-size 2
doctor
expect_status 0
expect_text "$work/stdout" "ok      transcripts: 4 of 4 are there"
stop_tenant

begin "an empty first page is not the end, and a source's own error is told"
cat > "$work/source.lua" << 'EOF'
local function page(_, _, cursor)
  assert(cursor ~= "broken", "a slip")
  return cursor and { { id = "a" } } or {}, cursor and "broken" or "more"
end
return { open = function()
  return { identity = "made up", page = page, transcripts = print }
end }
EOF
doctor --source "$work/source.lua"
expect_status 0
expect_text "$work/stdout" "ok      query: 0 conversations on the first page"
expect_text "$work/stdout" "ok      next page: 1 conversation on page 2"
sed 's/"broken", /nil, /' "$work/source.lua" > "$work/slip.lua"
doctor --source "$work/slip.lua"
expect_status 1
expect_failed query "a slip" "try again"

begin "a next page that wants GET"
with_fault F23.405@page:2 0
expect_text "$work/stdout" "50 conversations on page 2, with GET"
expect_equal "$(pages)" 3
with_fault F23.405@page:2- 5
expect_failed "next page" "page 2: GET $url" "show that to whoever runs"
expect_text "$work/stdout" "ok      transcripts: 5 of 5"

begin "a link to elsewhere"
with_fault F40@page 5
expect_failed query "link to another origin" "if you know that as"
expect_text "$work/stdout" "-       next page: not tried"
with_fault F40@page:2 5
expect_failed "next page" "page 2: the service at $url offered a link to" \
  "if you know that as your service's address, set CXONE_BASE_URL to it"
with_fault F44@page:2 5
expect_failed "next page" "a link that is a number" "show that to whoever"

begin "links that lead back"
with_fault F42@page 5
expect_failed "next page" "page 2 links to page 2 again" "show that to whoever"
for fault in F42@page:1 F42.fresh@page; do
  with_fault $fault 5
  expect_failed "next page" "page 2 has no conversation that page 1 had not" \
    "show that to whoever"
done

begin "a next page that fails for now, or is one too many"
with_fault F19@page:2- 6
expect_failed "next page" "page 2: POST $url" "the service is not there now"
with_fault F30@page:2- 5
expect_failed "next page" "the service answered 404" "show that to whoever"
expect_no_text "$work/stdout" "cxone.query_path"
with_fault F29@page:2- 4
expect_failed "next page" "answered 403" "give this client the scope"
with_fault F45@page:2 5 --set cxone.max_pages=1
expect_failed "next page" "more than 1 pages" "raise the setting cxone.max_pages"

finish
