#!/bin/sh
# make install into an empty folder; an embedder builds against it with
# pkg-config; make uninstall leaves nothing.
set -eu
build=${BUILD:-build}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
make=${MAKE:-make}

$make -s --no-print-directory BUILD="$build" DESTDIR="$root" PREFIX=/opt/ut \
  install > "$work/log"
(cd "$root/opt/ut" && find . -type f -o -type l) | LC_ALL=C sort \
  > "$work/files"
for file in bin/undertone lib/libundertone.a lib/libundertone.so \
  lib/libundertone.so.0 lib/pkgconfig/undertone.pc include/undertone.h \
  include/undertone_lua.h include/undertone_status.h \
  share/undertone/scripts/report.lua share/undertone/lexicon/vader.txt \
  share/undertone/lua/undertone/failure.lua share/man/man1/undertone.1; do
  grep -qx "./$file" "$work/files" || { echo "not installed: $file"; exit 1; }
done

# The installed program finds its installed files.
HOME=$work "$root/opt/ut/bin/undertone" --paths |
  grep "report.lua *$root/opt/ut/share/undertone/scripts/report.lua" \
    > /dev/null

export PKG_CONFIG_PATH="$root/opt/ut/lib/pkgconfig"
for example in examples/embed_*.c; do
  flags=$(pkg-config --cflags --libs undertone)
  test "$example" != examples/embed_module.c ||
    flags="$flags $(pkg-config --cflags --libs lua5.4)"
  # Word splitting is meant: flags are a list.
  ${CC:-cc} ${SANITIZE:+-fsanitize=address,undefined} -o "$work/example" \
    "$example" $flags -Wl,-rpath,"$root/opt/ut/lib"
  "$work/example" > /dev/null
done

$make -s --no-print-directory BUILD="$build" DESTDIR="$root" PREFIX=/opt/ut \
  uninstall > "$work/log"
left=$(find "$root" -type f -o -type l)
test -z "$left" || { echo "left behind: $left"; exit 1; }
echo "$(wc -l < "$work/files") files installed and removed"
