#!/bin/sh
# SPDX-License-Identifier: MIT
# cold.sh - one search as a command, whole process: newsarc with ten snippets beside what else
# can be asked from a shell; after search.sh, over its archive and articles
#
# kiwix-search over a ZIM file of the same articles, sqlite3 over the FTS5 table with snippets,
# ripgrep over a file an article. The commands take turns, $BENCH_RUNS (41) each.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
src=${here%/tests/bench}
build=$(cd "${NEWSARC_BUILD-$src/build/bench}" && pwd)
data=${BENCH_DATA-$build/bench-data}
runs=${BENCH_RUNS-41}
bin=$build/tests/bench
out=$data/results
export NEWSARC_SCRIPTS="$src/scripts"
say() { printf '%s\n' "$*" >&2; }
[ -f "$data/articles.jsonl" ] || { say "cold: search.sh comes first: skipped"; exit 77; }

. "$here/timed.sh"

zim=$data/articles.zim
if command -v zimwriterfs >/dev/null && command -v kiwix-search >/dev/null; then
	say "ZIM file"
	rm -rf "$data/html" "$zim"
	mkdir "$data/html"
	"$bin/bench_export" html "$data/html" <"$data/articles.jsonl"
	base64 -d >"$data/html/icon.png" <<'PNG'
iVBORw0KGgoAAAANSUhEUgAAADAAAAAwAQAAAAB/ecQqAAAAEElEQVR42mP4DwYMoxR1KABPVB7wgCAA8AAAAABJRU5ErkJggg==
PNG
	welcome=$(cd "$data/html" && set -- *.html && echo "$1")
	timed Kiwix "$zim" zimwriterfs --welcome="$welcome" --illustration=icon.png --language=eng \
		--title=articles --description=articles --creator=bench --publisher=bench \
		"$data/html" "$zim"
	rm -rf "$data/html"
else
	say "kiwix-search: not installed, skipped"
	zim=
fi
say "files"
rm -rf "$data/txt"
mkdir "$data/txt"
"$bin/bench_export" txt "$data/txt" <"$data/articles.jsonl"

: >"$out/cold.tsv"
for word in marathon said; do
	set -- newsarc "$build/newsarc" -A "$data/archive" search "$word"
	[ -z "$zim" ] || set -- "$@" ,, kiwix-search kiwix-search "$zim" "$word"
	if command -v sqlite3 >/dev/null; then
		set -- "$@" ,, sqlite3 sqlite3 "$data/FTS5-text" "SELECT article.id, article.published,
			article.title, snippet(fts, 1, '*', '*', '...', 40) FROM fts JOIN article
			ON article.n = fts.rowid WHERE fts MATCH '$word' ORDER BY rank LIMIT 10"
	fi
	if command -v rg >/dev/null; then set -- "$@" ,, ripgrep rg -i -w -m 1 "$word" "$data/txt"; fi
	"$bin/bench_cold" "$runs" "$@" | sed "s/^/$word	/" >>"$out/cold.tsv"
done
rm -rf "$data/txt"
awk -F '\t' 'BEGIN { print "| word | command | median, ms | least | MiB | by newsarc |"
	print "| --- | --- | ---: | ---: | ---: | ---: |" }
$2 == "newsarc" { us = $3 }
{ printf "| %s | %s | %s | %s | %.0f | %.2f |\n", $1, $2, $3, $4, $6 / 1024, $3 / us }' "$out/cold.tsv"
