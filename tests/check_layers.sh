#!/bin/sh
# The dependency rule: main.c -> undertone.h <- host -> bind -> core; what
# each room may include, and what no library code may call.
set -u
bad=0

# refuse WHY PATTERN FILE...: no line of the files may match.
refuse() {
  why=$1 pattern=$2
  shift 2
  if grep -nE "$pattern" "$@" /dev/null; then
    echo "^ $why"
    bad=1
  fi
}

# only WHY ALLOWED FILE...: every "..." include must match.
only() {
  why=$1 allowed=$2
  shift 2
  if grep -nE '^ *# *include "' "$@" /dev/null | grep -vE "\"($allowed)\""; then
    echo "^ $why"
    bad=1
  fi
}

# all_but NAMES: the C files of core without those named.
all_but() {
  ls src/core/*.[ch] | grep -vE "/($1)[a-z_]*\.[ch]$"
}

only "core knows core" 'core/[a-z0-9_]*\.h|[a-z0-9_]*\.h' src/core/*.[ch]
only "bindings know core and what bindings share" \
  'core/[a-z0-9_]*\.h|bind/[a-z_]*\.h' src/bind/*.[ch]
only "the host knows core, bind.h and the public headers" \
  'core/[a-z0-9_]*\.h|bind/bind\.h|host/[a-z0-9_]*\.h|undertone[a-z_]*\.h' \
  src/host/*.[ch]
only "the command uses the public header" 'undertone\.h' src/main.c
only "examples use the public headers" 'undertone(_lua)?\.h|[a-z_]*\.h' \
  $(find examples -name '*.[ch]')

refuse "core never sees Lua" 'include <(lua|lauxlib|lualib)' src/core/*.[ch]
refuse "curl lives in http" 'include <curl/' $(all_but http)
refuse "SQLite lives in db" 'include <sqlite3' $(all_but db)
refuse "cairo lives in plot" 'include <(cairo|pango)' $(all_but plot)
refuse "GLib lives in sha256" 'include <glib' $(all_but sha256)
refuse "no outer library in bindings" \
  'include <(curl/|sqlite3|cairo|pango|glib)' \
  src/bind/*.[ch] src/host/*.[ch]
refuse "a library does not end or change the process, or print" \
  '(^|[^a-z_.>])(exit|_exit|abort|printf|puts|perror|setlocale|signal|sigaction|umask|chdir) *\(|fprintf *\( *std' \
  src/core/*.c src/bind/*.c src/host/*.c
test "$bad" -eq 0 && echo "every room keeps to its neighbours"
exit "$bad"
