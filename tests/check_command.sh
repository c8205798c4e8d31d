#!/bin/sh
# The command as a user meets it: options, lookup, exit codes, signals.
set -u
build=$(cd "${BUILD:-build}" && pwd)
undertone=$build/undertone
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
checks=0

# expect CODE PATTERN ARGUMENTS...: exit code and a line of the output.
expect() {
  code=$1 pattern=$2
  shift 2
  output=$("$undertone" "$@" 2>&1)
  got=$?
  checks=$((checks + 1))
  if [ "$got" -ne "$code" ] || ! printf '%s\n' "$output" |
    grep -qE -e "$pattern"; then
    echo "undertone $*: exit $got instead of $code, or no '$pattern' in:"
    printf '%s\n' "$output"
    bad=1
  fi
}

cd "$work" || exit 1
export UNDERTONE_HOME="$work/home"
mkdir -p home/scripts home/lua/undertone own

expect 0 'usage: undertone' --help
expect 0 '^undertone [0-9]' --version
expect 0 '^SQLite +3\.' --version
expect 0 "^user's folder +$work/home$" --paths
expect 0 'stock:lexicon/stopwords.txt' --paths
expect 2 'no script given'
expect 2 'unknown option --frob' --frob
expect 2 'no code after -e' -e
expect 2 "cannot find script 'reprot.lua' in .*mean 'report.lua'" reprot.lua
expect 0 '^a b	a b$' -e 'print(arg[1], ...)' 'a b'
expect 7 '' -e 'return 7'
expect 5 'os.exit' -e 'print("os.exit") os.exit(5)'
expect 1 'command line\):1: attempt' -e 'local x; x.y = 1'
expect 1 'stack traceback' -e 'error("broken")'
expect 4 'undertone: no secret$' \
  -e 'require("undertone.failure").raise("credentials", "no secret")'
expect 1 'closed|near' -e 'x ='

# A path, the user's folder, the name without .lua, the script's own folder.
echo 'return require("beside")' > own/main.lua
echo 'print("beside") return 3' > own/beside.lua
expect 3 beside own/main.lua
expect 3 beside "$work/own/main.lua"
echo 'print("mine", ...) return 0' > home/scripts/mine.lua
expect 0 '^mine	x$' mine.lua x
expect 0 '^mine	x$' mine x
echo 'return { read = function() return "overridden" end }' \
  > home/lua/undertone/failure.lua
expect 0 overridden -e 'print(require("undertone.failure").read())'
expect 0 "home/lua/undertone/failure.lua" --paths
rm home/lua/undertone/failure.lua

# Folders that Lua's search path cannot name are refused, not passed over.
mkdir -p 'a;b/undertone' 'a?b'
echo 'return 0' | tee 'a;b/main.lua' > 'a?b/main.lua'
expect 2 "script's folder '.*a;b' has a ';'" "$work/a;b/main.lua"
expect 2 "script's folder 'a[?]b' has" 'a?b/main.lua'
UNDERTONE_HOME="$work/a;b" expect 2 'folder, by \$UNDERTONE_HOME:' -e ''
UNDERTONE_HOME=relative expect 2 "'relative' is not an absolute" -e ''
UNDERTONE_HOME='' XDG_CONFIG_HOME="$work/a;b" \
  expect 2 "'.*a;b/undertone' is not an absolute path free of" -e ''
UNDERTONE_HOME='' XDG_CONFIG_HOME='' HOME="$work/a;b" \
  expect 2 'folder, by \$HOME:' -e ''
UNDERTONE_HOME='' XDG_CONFIG_HOME=relative HOME="$work" \
  expect 0 "^user's folder +$work/.config/undertone$" --paths
# A path of any length is one.
UNDERTONE_HOME="/$(printf '%05000d' 0)" expect 0 '^1$' -e 'print(1)'
printf '#!/usr/bin/env undertone\nprint("shebang")\n' > own/bang.lua
expect 0 shebang own/bang.lua
expect 0 '^$' -e 'print(package.cpath)'
expect 0 '\.so' --allow-cpath -e 'print(package.cpath)'

# interrupted SIGNAL CODE: a caught stop comes again; all within two seconds.
interrupted() {
  "$undertone" -e 'io.stdout:write("ready\n") io.stdout:flush()
    while true do pcall(function() while true do end end) end' \
    > ready 2> error &
  pid=$!
  while ! [ -s ready ]; do sleep 0.02; done
  kill "-$1" "$pid"
  ( sleep 2.5; kill -KILL "$pid" 2>/dev/null ) &
  watch=$!
  wait "$pid"
  got=$?
  kill "$watch" 2>/dev/null
  checks=$((checks + 1))
  if [ "$got" -ne 8 ] || ! grep -q '^undertone: interrupted' error; then
    echo "after SIG$1: exit $got; $(cat error)"
    bad=1
  fi
  rm -f ready
}
interrupted TERM

# What cannot be stopped is left after two seconds, and not without a word.
checks=$((checks + 1))
"$undertone" -e 'print("ready") io.stdout:flush() os.execute("sleep 3")' \
  > ready 2> error &
pid=$!
while ! [ -s ready ]; do sleep 0.02; done
kill -TERM "$pid"
wait "$pid"
got=$?
if [ "$got" -ne 8 ] || ! grep -q '^undertone: interrupted while' error; then
  echo "at work after SIGTERM: exit $got; $(cat error)"
  bad=1
fi

checks=$((checks + 1))
lines=$("$undertone" -e 'while true do print("line") end' 2>/dev/null |
  head -n 2 | wc -l)
if [ "$lines" -ne 2 ]; then
  echo "a closed pipe: $lines lines"
  bad=1
fi

checks=$((checks + 1))
"$undertone" -e 'print("x")' > /dev/full 2> error
got=$?
if [ "$got" -ne 7 ] || ! grep -q 'standard output' error; then
  echo "a full disk: exit $got; $(cat error)"
  bad=1
fi

# limited CODE PATTERN LUA: a limit on file sizes is met as a full disk is,
# not by a signal.
limited() {
  checks=$((checks + 1))
  ( ulimit -f 8 && exec "$undertone" -e "$3" > big 2> error )
  got=$?
  if [ "$got" -ne "$1" ] || ! grep -q "$2" error; then
    echo "a limit on file sizes: exit $got; $(cat error)"
    bad=1
  fi
}
limited 7 'standard output: File too large' 'print(("x"):rep(100000))'
limited 7 'standard output: File too large' \
  'print(("x"):rep(100000)) while true do end'
limited 1 'broken' 'print(("x"):rep(100000)) error("broken")'
limited 7 'big.txt: File too large' 'local failure = require "undertone.failure"
  local _, why = require("undertone.file").write("big.txt", ("x"):rep(100000))
  failure.raise("storage", "%s", why)'

checks=$((checks + 1))
if [ "$("$undertone" -e 'for line in io.lines("/proc/self/limits") do
    if line:find("core file") then print((line:match("size +(%d+)"))) end
  end')" != 0 ]; then
  echo "core files are not forbidden"
  bad=1
fi

echo "$checks checks of the command"
exit "$bad"
