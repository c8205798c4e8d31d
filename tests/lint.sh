#!/bin/sh
# make lint: form, static analysis, both compilers with warnings as errors,
# the layers, the exported symbols, and a build that repeats to the byte.
# Prints what failed and ends with one line; takes no arguments.
set -u
make=${MAKE:-make}
jobs=$(nproc)
failed=0

# step NAME COMMAND...: runs it quietly, shows its output when it fails.
step() {
  name=$1
  shift
  if output=$("$@" 2>&1); then
    echo "ok      $name"
  else
    echo "FAILED  $name"
    printf '%s\n' "$output"
    failed=$((failed + 1))
  fi
}

c_files() {
  git ls-files -- '*.c' '*.h' | while read -r file; do
    test -e "$file" && echo "$file"
  done
}

check_format() {
  c_files | xargs -P "$jobs" -n 20 clang-format --dry-run -Werror
}

check_tidy() {
  flags=$(pkg-config --cflags lua5.4 lua5.4-cjson libcurl sqlite3 \
    libutf8proc pangocairo glib-2.0 check libmicrohttpd gnutls)
  # Warnings in system headers are counted on stderr; only ours matter.
  c_files | grep '\.c$' | xargs -P "$jobs" -I{} sh -c \
    'clang-tidy --quiet "$1" -- -std=gnu11 -fopenmp -D_GNU_SOURCE= \
       -Isrc -Itests $2 2>/dev/null' sh {} "$flags"
}

check_cppcheck() {
  cppcheck --quiet --error-exitcode=1 --std=c11 -j "$jobs" -Isrc \
    --enable=warning,performance,portability --inline-suppr \
    --suppress=unknownMacro src examples
}

check_lua() {
  luacheck --quiet lua scripts tests
}

# build FOLDER COMPILER [FLAGS [LINKING]]: everything, warnings as errors.
build() {
  $make --no-print-directory -j "$jobs" BUILD="build/$1" CC="$2" \
    CFLAGS="-O2 -Werror" CHECKERS="${3:-}" LDFLAGS="${4:-}" all suites > /dev/null
}

# The same sources in another folder give the same bytes.
check_repeatable() (
  copy=$(mktemp -d)
  trap 'rm -rf "$copy"' EXIT
  cp -r Makefile lua scripts lexicon src "$copy" &&
    TZ=Asia/Tokyo LC_ALL=C.UTF-8 $make -C "$copy" --no-print-directory \
      -j "$jobs" BUILD=build/lint-gcc CC=gcc CFLAGS="-O2 -Werror" \
      shipped > /dev/null || exit 1
  for file in undertone libundertone.so.0 libundertone.a; do
    cmp "build/lint-gcc/$file" "$copy/build/lint-gcc/$file" || exit 1
  done
)

step "clang-format" check_format
step "clang-tidy" check_tidy
step "cppcheck" check_cppcheck
step "luacheck" check_lua
step "layers" sh tests/check_layers.sh
step "gcc -Werror" build lint-gcc gcc
# Without OpenMP, whose clang run-time Debian ships apart: what only pragmas
# use is then unused, and its plain functions come from gcc's.
step "clang -Werror" build lint-clang clang \
  "-fno-openmp -Wno-unknown-pragmas -Wno-unused-variable" -lgomp
step "exports" env BUILD=build/lint-gcc sh tests/check_exports.sh
step "hardening" env BUILD=build/lint-gcc sh tests/check_hardening.sh
step "repeatable build" check_repeatable

echo "lint: $failed failed"
test "$failed" -eq 0
