#!/bin/sh
# pairs.sh: two faults in one run, the second during the recovery from the
# first. PAIRS and SEED make the long form of it: make soak.
. tests/e2e/lib.sh

BUILD=$build "$undertone" tests/faults/pairs.lua "$work"
