#!/bin/sh
# Reads the hardening of what is shipped from the ELF files themselves.
set -u
build=${BUILD:-build}
bad=0

# demand FILE WHAT COMMAND...: the command must succeed.
demand() {
  file=$1 what=$2
  shift 2
  if ! "$@"; then
    echo "$file: no $what"
    bad=1
  fi
}

shows() { # shows FILE OPTION PATTERN
  LC_ALL=C readelf -W "$2" "$1" 2>/dev/null | grep -qE "$3"
}

lacks() {
  ! shows "$@"
}

for file in "$build/undertone" "$build/libundertone.so.0"; do
  demand "$file" "position independence" shows "$file" -h 'Type: +DYN'
  demand "$file" "RELRO" shows "$file" -l 'GNU_RELRO'
  demand "$file" "immediate binding" shows "$file" -d 'BIND_NOW'
  demand "$file" "non-executable stack" shows "$file" -l 'GNU_STACK.* RW '
  demand "$file" "clean run path" lacks "$file" -d 'R(UN)?PATH'
  demand "$file" "text free of relocations" lacks "$file" -d 'TEXTREL'
  demand "$file" "stack protector" shows "$file" --dyn-syms 'stack_chk_fail'
  # The sanitizers bring their own checks of library calls.
  if [ -z "${SANITIZE:-}" ]; then
    demand "$file" "fortified calls" shows "$file" --dyn-syms '_chk@'
  fi
  if [ "$(uname -m)" = x86_64 ]; then
    demand "$file" "shadow stack note" shows "$file" -n 'SHSTK'
  fi
done

# Debian's startup files carry no branch tracking note, so the linker drops
# it from the result; every object of ours has it.
if [ "$(uname -m)" = x86_64 ]; then
  for object in $(find "$build/src" "$build/gen" -name '*.o'); do
    demand "$object" "CET note" shows "$object" -n 'IBT, SHSTK'
  done
fi

test "$bad" -eq 0 && echo "hardened as built for"
exit "$bad"
