# doctor.sh: what the tests of the doctor share; sourced after lib.sh.

# doctor OPTIONS...: over the sample's window; leaves $status, $work/stdout and
# $work/stderr, and never a secret.
doctor() {
  run_undertone doctor.lua --out "$out" $all_days \
    --set fetch.retry_base_ms=1 --set fetch.retry_throttle_ms=1 "$@"
  expect_no_text "$work/stdout" "demo-secret"
  expect_no_text "$work/stderr" "demo-secret"
}

# expect_failed CHECK WHY NEXT: that check failed, so, with that advice.
expect_failed() {
  expect_text "$work/stdout" "FAILED  $1: "
  expect_text "$work/stdout" "$2"
  expect_text "$work/stdout" "→ $3"
  expect_text "$work/stderr" "the check of the $1 failed"
}

# with_fault SPEC CODE OPTIONS...: the doctor against a tenant with that fault.
with_fault() {
  expected=$2
  start_tenant --page-size 50 --fault "$1"
  shift 2
  doctor "$@"
  expect_status "$expected"
  stop_tenant
}
