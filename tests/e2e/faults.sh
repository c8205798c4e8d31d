#!/bin/sh
# faults.sh: the fault plan of tests/faults as a suite; takes a minute or two.
# With the sanitizers, which are slow, at one concurrency only.
. tests/e2e/lib.sh

test -n "${SANITIZE:-}" && export FAULT_CONCURRENCY=8
BUILD=$build "$undertone" tests/faults/run.lua "$work"
