#!/bin/sh
# SPDX-License-Identifier: MIT
# check.sh - the benchmark itself: every engine counts the same matches for its queries over a few
# made-up articles, which are the same each time
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(dirname "$NEWSARC")
bin=$build/tests/bench
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
export NEWSARC_SCRIPTS="${here%/tests/bench}/scripts" BENCH_MS=0
newsarc() { "$NEWSARC" -A "$tmp/archive" "$@"; }

"$bin/make_articles" 400 >"$tmp/made.jsonl"
"$bin/make_articles" 500 | head -n 400 | cmp - "$tmp/made.jsonl"
newsarc import --seal "$tmp/made.jsonl" >"$tmp/log" 2>&1 || { cat "$tmp/log"; exit 1; }
newsarc export '' >"$tmp/articles.jsonl"
"$bin/bench_export" words <"$tmp/articles.jsonl" >"$tmp/words.tsv"
awk -v tmp="$tmp/pick" -f "$here/pick.awk" "$tmp/words.tsv" "$tmp/words.tsv" |
	awk -F '\t' '$2 != "text"' >"$tmp/queries.tsv"
n=$(wc -l <"$tmp/queries.tsv")
[ "$n" -gt 80 ] || { echo "only $n queries"; exit 1; }
"$bin/bench_newsarc" search "$tmp/archive" "$tmp/queries.tsv" | cut -f 1-4,6 >"$tmp/newsarc"
for e in fts5 xapian; do
	[ -x "$bin/bench_$e" ] || continue
	"$bin/bench_$e" build "$tmp/words.tsv" "$tmp/$e.db"
	"$bin/bench_$e" search "$tmp/$e.db" "$tmp/queries.tsv" | cut -f 1-4,6 >"$tmp/$e"
	diff "$tmp/newsarc" "$tmp/$e"
done
echo "$n queries, the same counts"
