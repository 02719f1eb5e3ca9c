#!/bin/sh
# SPDX-License-Identifier: MIT
# install.sh SOURCE BUILD - installs below a folder of its own; what must be there is there, a
# program compiles against it through pkg-config alone and runs, and so does newsarc
set -eu
src=$1
build=$2
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
fail() { echo "$*"; exit 1; }

cmake --install "$build" --prefix "$tmp/p" >"$tmp/log" || { cat "$tmp/log"; exit 1; }
pc=$(find "$tmp/p" -name newsarc.pc)
[ -n "$pc" ] || fail "no newsarc.pc"
lib=$(dirname "$(dirname "$pc")")
for f in bin/newsarc libexec/newsarc/newsarc-worker libexec/newsarc/newsarc-run include/newsarc/newsarc.h \
	share/newsarc/scripts/ingest/text.lua share/man/man1/newsarc.1; do
	[ -e "$tmp/p/$f" ] || fail "$f: not installed"
done
[ -e "$lib/libnewsarc.so.0" ] || fail "no libnewsarc.so.0"

# The prefix that was configured gives way to this one.
export PKG_CONFIG_PATH="${pc%/*}"
sed "s|^prefix=.*|prefix=$tmp/p|; s|^libdir=.*|libdir=$lib|
     s|^includedir=.*|includedir=$tmp/p/include/newsarc|" "$pc" >"$tmp/pc"
cp "$tmp/pc" "$pc"
# shellcheck disable=SC2046 # lists of flags
"${CC:-cc}" -std=c17 -Wall -Wextra -Wpedantic -Werror "$src/tests/lint/embed.c" -o "$tmp/embed" \
	$(pkg-config --cflags --libs newsarc)

unset NEWSARC_WORKER NEWSARC_SCRIPTS NEWSARC_ARCHIVE
export HOME="$tmp" XDG_DATA_HOME="$tmp/data"
cd "$tmp"
status=0
p/bin/newsarc -A arc import "$src/archive/sample.tar.gz" >/dev/null 2>"$tmp/err" || status=$?
[ $status = 3 ] || { cat "$tmp/err"; fail "import ended with $status"; }
LD_LIBRARY_PATH=$lib "$tmp/embed" arc marathon || fail "the embedding program failed"
p/bin/newsarc -A arc run sources >/dev/null || fail "a script failed"
