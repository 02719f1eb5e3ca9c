#!/bin/sh
# SPDX-License-Identifier: MIT
# pages.sh [PAGES] - import of a .tar.gz of web pages: entries a second, the share of unpacking,
# parsing and storing, and the most memory of each process, which must stay below 256 MiB
# however large the bundle is. 61,000 pages are 2 GB compressed.
#
# $NEWSARC_BUILD: where newsarc is built. $TMPDIR: where bundle and archive are written.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
src=${here%/tests/bench}
build=$(cd "${NEWSARC_BUILD-$src/build/bench}" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
export HOME="$tmp" XDG_DATA_HOME="$tmp/data" NEWSARC_SCRIPTS="$src/scripts"

"$build/tests/bench/make_articles" "${1-61000}" | "$build/tests/bench/make_pages" |
	gzip -1 >"$tmp/pages.tar.gz"
echo "$(wc -c <"$tmp/pages.tar.gz") bytes"
"$build/newsarc" -A "$tmp/a" import --stats "$tmp/pages.tar.gz" 2>"$tmp/err" | tee "$tmp/out"
awk '/at most/ && $(NF - 1) >= 256 { print "too much memory"; bad = 1 } END { exit bad }' "$tmp/out"
