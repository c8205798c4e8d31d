#!/bin/sh
# case.sh: one run of the stock report against a tenant that misbehaves.
# usage: case.sh FOLDER SECONDS TENANT_OPTIONS REPORT_OPTIONS
# Leaves in FOLDER: requests.log (the tenant's), stdout, stderr, out/ and
# result, which holds the exit code. The tenant ends with the run, or after
# SECONDS. $UNDERTONE and $TENANT are the programs.
set -u
dir=$1 seconds=$2 tenant_options=$3 report_options=$4

: > "$dir/tenant" # an earlier run in the folder left its own

# Options hold no spaces, so that they may be split here.
# shellcheck disable=SC2086
"$TENANT" --port 0 --decoy-port 0 --max-seconds "$seconds" \
  --log "$dir/requests.log" $tenant_options \
  > "$dir/tenant" 2> "$dir/tenant.err" < /dev/null &
tenant=$!

url=
for _ in $(seq 200); do
  url=$(sed -n 's/^listening on //p' "$dir/tenant" 2> /dev/null)
  test -n "$url" && break
  sleep 0.05
done

export CXONE_BASE_URL="${CASE_URL:-$url}" CXONE_CLIENT_ID=demo
export CXONE_CLIENT_SECRET=demo-secret
status=0
# shellcheck disable=SC2086
timeout -k 1 "$seconds" "$UNDERTONE" report.lua --out "$dir/out" \
  --from 2026-11-01 --to 2026-11-16 $report_options \
  > "$dir/stdout" 2> "$dir/stderr" < /dev/null || status=$?
kill "$tenant" 2> /dev/null
wait "$tenant" 2> /dev/null
echo "$status" > "$dir/result"
