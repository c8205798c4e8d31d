#!/bin/sh
# unreachable.sh: services that cannot be verified or reached, rows F53 and
# F56 of the fault plan. The tenant's log must stay empty: neither secret nor
# token may travel before the service is known.
. tests/e2e/lib.sh

mkdir "$work/certs"
sh tests/make_certs.sh "$work/certs"
key=$work/certs/server.key
authority="--set fetch.ca_file=$work/certs/ca.pem"

# refuses CERTIFICATE WHY OPTIONS...: no run against a tenant with that one.
refuses() {
  certificate=$1 why=$2
  shift 2
  for concurrency in 1 8; do
    rm -rf "$out"
    start_tenant --tls "$work/certs/$certificate.pem" "$key" "$@"
    report $authority --concurrency "$concurrency"
    expect_status 5
    expect_text "$work/stderr" "$why"
    expect_text "$work/stderr" "127.0.0.1"
    expect_equal "$(wc -c < "$work/requests.log")" 0
    stop_tenant
  done
}

begin "F53 a good certificate of a private authority"
start_tenant --tls "$work/certs/good.pem" "$key"
report $authority
expect_status 0
expect_text "$work/stdout" "ok"
stop_tenant

begin "F53 an authority that nobody knows"
start_tenant --tls "$work/certs/good.pem" "$key"
report
expect_status 5
expect_text "$work/stderr" "could not be verified"
expect_equal "$(wc -c < "$work/requests.log")" 0
stop_tenant

begin "F53 a self-signed certificate"
refuses selfsigned "self-signed certificate"

begin "F53 an expired certificate"
refuses expired "expired"

begin "F53 a certificate of another host"
refuses wronghost "could not be verified"

begin "F53 TLS 1.0"
refuses good "could not be verified" --tls-priorities \
  "NORMAL:-VERS-ALL:+VERS-TLS1.0:%COMPAT"

# fails_to_reach URL WHY: retried, then "come back later".
fails_to_reach() {
  for concurrency in 1 8; do
    rm -rf "$out"
    CXONE_CLIENT_ID=demo CXONE_CLIENT_SECRET=demo-secret CXONE_BASE_URL=$1 \
      report --set fetch.retry_base_ms=1 --verbose \
      --concurrency "$concurrency"
    expect_status 6
    expect_text "$work/stderr" "$2"
    expect_text "$work/stderr" "attempt 1 of 3; next in"
    expect_text "$work/stderr" "attempt 3 of 3"
  done
}

# Reset or closed: both are said in curl's words, with its number 35.
begin "F53 a TLS handshake that is cut"
for concurrency in 1 8; do
  rm -rf "$out"
  start_tenant --tls "$work/certs/good.pem" "$key" --hang-up 2
  report $authority --concurrency "$concurrency" --verbose \
    --set fetch.retry_base_ms=1
  expect_status 0
  expect_text "$work/stderr" "the TLS handshake was cut (is that an https port?"
  expect_text "$work/stderr" "(curl 35); attempt 1 of 3; next in"
  stop_tenant
  rm -rf "$out"
  start_tenant --tls "$work/certs/good.pem" "$key" --hang-up 1000000
  report $authority --concurrency "$concurrency" --set fetch.retry_base_ms=1
  expect_status 6
  expect_text "$work/stderr" "(curl 35); attempt 3 of 3, not tried again"
  expect_equal "$(wc -c < "$work/requests.log")" 0
  stop_tenant
done

begin "F56 a host name that is not known"
fails_to_reach https://nowhere.invalid "nowhere.invalid (curl 6)"

begin "F56 a port where nobody listens"
fails_to_reach http://127.0.0.1:1 "127.0.0.1 port 1"

begin "F53 no TLS at the port"
start_tenant
CXONE_BASE_URL=https${url#http} report --set fetch.retry_base_ms=1
test "$status" -eq 5 || test "$status" -eq 6 || fail "exit code $status"
expect_equal "$(wc -c < "$work/requests.log")" 0
stop_tenant

finish
