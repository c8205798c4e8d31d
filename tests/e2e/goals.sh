#!/bin/sh
# goals.sh: the fetch engine's numbers in their short form; see make soak.
. tests/e2e/lib.sh

BUILD=$build "$undertone" tests/faults/goals.lua
