#!/bin/sh
# SPDX-License-Identifier: MIT
# extract.sh [-v] - what newsarc takes out of web pages, against what is expected of them
#
# Imports the pages of data/extract-readability.tar.gz with the defaults, exports the articles and
# scores them; what is measured, and how: extract/score.py. Beside it trafilatura and
# readability-lxml on the same pages, where they are installed: extract/peers.sh does that.
# -v: a line a page, of those to tune with.
#
# $NEWSARC_BUILD: where newsarc is built. $NEWSARC_SHARED: holds data/extract-readability.tar.gz.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
src=${here%/tests/bench}
build=$(cd "${NEWSARC_BUILD-$src/build/bench}" && pwd)
data=${NEWSARC_SHARED-$src/../shared}/data/extract-readability.tar.gz
[ -f "$data" ] || { echo "extract: no $data: skipped" >&2; exit 77; }
python=$build/peers/extract/bin/python
[ -x "$python" ] || python=python3
command -v "$python" >/dev/null || { echo "extract: no python3: skipped" >&2; exit 77; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
export HOME="$tmp" XDG_DATA_HOME="$tmp/data" NEWSARC_SCRIPTS="$src/scripts"
tar xzf "$data" -C "$tmp"
mkdir "$tmp/pages"
for page in "$tmp"/test-pages/*/; do
	name=$(basename "$page")
	mkdir "$tmp/pages/$name"
	cp "$page/source.html" "$tmp/pages/$name/"
	# Each in an archive of its own: two pages may well be the same article.
	"$build/newsarc" -A "$tmp/archive" import "$tmp/pages/$name" >"$tmp/out" 2>&1 ||
		cat "$tmp/out" >&2
	"$build/newsarc" -A "$tmp/archive" export --format jsonl '' | head -n 1 |
		sed 's/"entry":"/"entry":"'"$name"'\//' >>"$tmp/articles.jsonl"
	rm -rf "$tmp/archive"
done
"$python" "$here/extract/score.py" "$tmp/test-pages" "$@" <"$tmp/articles.jsonl"
