#!/bin/sh
# SPDX-License-Identifier: MIT
# search.sh [BUNDLE] - queries, warm in one process, beside the engines that are installed
#
# Every engine indexes the same articles twice: as newsarc's analyzer cuts them (bench_export
# words), so that all of them count the same matches for the queries of pick.awk; and as they
# are written, with the engine's own tokenizer and English stems, for the classes "stems". The
# second index is the one whose time, memory and size are told. Rounds alternate.
#
# $NEWSARC_BUILD: where the programs are. $BENCH_DATA: where indexes go and stay (below the
# build). $BENCH_ROUNDS (3), $BENCH_MS (60): how long. $BENCH_PEERS: where
# relevance/peers.sh has put the engines that Debian has not.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
src=${here%/tests/bench}
build=$(cd "${NEWSARC_BUILD-$src/build/bench}" && pwd)
bundle=${1-${NEWSARC_SHARED-$src/../shared}/data/reuters21578.tar.gz}
[ -f "$bundle" ] || { echo "search: no $bundle: skipped" >&2; exit 77; }
data=${BENCH_DATA-$build/bench-data}
peers=${BENCH_PEERS-$build/peers}
rounds=${BENCH_ROUNDS-3}
export BENCH_MS="${BENCH_MS-60}"
export NEWSARC_SCRIPTS="$src/scripts"
bin=$build/tests/bench
out=$data/results
say() { printf '%s\n' "$*" >&2; }

. "$here/timed.sh"

engines=FTS5
if [ -x "$bin/bench_xapian" ]; then engines="$engines Xapian"; else say "Xapian: not installed, skipped"; fi
if [ -x "$peers/python/bin/python" ]; then engines="$engines tantivy"; else say "tantivy: not installed (--peers), skipped"; fi
if [ -d "$peers/lucene" ]; then
	engines="$engines Lucene"
	javac -d "$peers/classes" -cp "$peers/lucene/*" "$here/peers/LuceneDriver.java"
else
	say "Lucene: not installed (--peers), skipped"
fi

# driver ENGINE build ARTICLES INDEX [--stem] | search INDEX QUERIES
driver() {
	e=$1
	shift
	case $e in
	FTS5) $run "$bin/bench_fts5" "$@" ;;
	Xapian) $run "$bin/bench_xapian" "$@" ;;
	tantivy) $run "$peers/python/bin/python" "$here/peers/tantivy_driver.py" "$@" ;;
	Lucene) $run java -cp "$peers/classes:$peers/lucene/*" LuceneDriver "$@" ;;
	esac
}
run=

rm -rf "$data"
mkdir -p "$data" "$out"
say "articles"
timed newsarc "$data/archive/volumes" "$build/newsarc" -A "$data/archive" import --seal "$bundle"
"$build/newsarc" -A "$data/archive" export '' >"$data/articles.jsonl"
"$bin/bench_export" words <"$data/articles.jsonl" >"$data/words.tsv"
"$bin/bench_export" text <"$data/articles.jsonl" >"$data/text.tsv"
awk -v tmp="$data/words" -f "$here/pick.awk" "$data/words.tsv" "$data/words.tsv" |
	LC_ALL=C sort -s -t '	' -k 1,1 >"$data/queries.tsv"
awk -F '\t' '$2 != "text"' "$data/queries.tsv" >"$data/exact.tsv"
awk -F '\t' '$2 == "text"' "$data/queries.tsv" >"$data/stems.tsv"
for e in $engines; do
	say "index of $e"
	driver "$e" build "$data/words.tsv" "$data/$e-words" >&2
	run="timed $e $data/$e-text"
	driver "$e" build "$data/text.tsv" "$data/$e-text" --stem
	run=
	done
i=0
while [ $i -lt "$rounds" ]; do
	i=$((i + 1))
	say "round $i of $rounds"
	"$bin/bench_newsarc" search "$data/archive" "$data/queries.tsv" >>"$out/newsarc.tsv"
	"$bin/bench_newsarc" search "$data/archive" "$data/queries.tsv" --new >>"$out/forgetful.tsv"
	for e in $engines; do
		driver "$e" search "$data/$e-words" "$data/exact.tsv" >>"$out/$e.tsv"
		driver "$e" search "$data/$e-text" "$data/stems.tsv" >>"$out/$e.tsv"
	done
done
set --
for e in $engines; do set -- "$@" "$out/$e.tsv"; done
{
	awk -f "$here/report.awk" "$out/newsarc.tsv" "$@"
	printf '\nThe same, but newsarc forgets behind each query what it keeps of words:\n\n'
	awk -v base=forgetful -f "$here/report.awk" "$out/forgetful.tsv" "$@" | sed 's/^| class | forgetful/| class | newsarc/'
} >"$out/search.md"
cat "$out/search.md"
awk -F '\t' 'BEGIN { print "\n| engine | build, s | its memory, MiB | size, MB |\n| --- | ---: | ---: | ---: |" }
{ printf "| %s | %.1f | %.0f | %.1f |\n", $1, $2, $3 / 1024, $4 / 1e6 }' "$out/built.tsv"
