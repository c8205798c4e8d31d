#!/bin/sh
# Runs the stock report against the example tenant, as a user would.
# usage: examples/demo.sh BUILD_FOLDER OUTPUT_FOLDER
# Starts the tenant on a free loopback port and stops it at the end.
set -eu
build=$1
out=$2

mkdir -p "$out"
announcement=$out/tenant.txt
: > "$announcement"
"$build/examples/tenant" --port 0 --latency 5 --max-seconds 300 \
  > "$announcement" < /dev/null &
tenant=$!
trap 'kill "$tenant" 2>/dev/null; rm -f "$announcement"' EXIT

url=
for _ in 1 2 3 4 5 6 7 8 9 10; do
  url=$(sed -n 's/^listening on //p' "$announcement")
  test -n "$url" && break
  sleep 0.1
done
test -n "$url" || { echo "demo: the tenant did not start" >&2; exit 1; }

echo "The example tenant is listening on $url"
CXONE_BASE_URL=$url CXONE_CLIENT_ID=demo CXONE_CLIENT_SECRET=demo-secret \
  "$build/undertone" report.lua \
  --from 2026-11-01T00:00:00Z --to 2026-11-16T00:00:00Z --out "$out"
