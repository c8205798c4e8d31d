#!/bin/sh
# paging.sh: links to the next page, in every form that leads to our origin,
# and one that leads elsewhere.
. tests/e2e/lib.sh

csv=$out/cxone_interaction_analysis.csv
total=$(wc -l < examples/tenant/conversations.jsonl)

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

finish
