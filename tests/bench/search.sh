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
# build). $BENCH_ROUNDS (3), $BENCH_MS (60): how long.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
src=${here%/tests/bench}
build=$(cd "${NEWSARC_BUILD-$src/build/bench}" && pwd)
bundle=${1-${NEWSARC_SHARED-$src/../shared}/data/reuters21578.tar.gz}
[ -f "$bundle" ] || { echo "search: no $bundle: skipped" >&2; exit 77; }
data=${BENCH_DATA-$build/bench-data}
rounds=${BENCH_ROUNDS-3}
export BENCH_MS="${BENCH_MS-60}"
export NEWSARC_SCRIPTS="$src/scripts"
bin=$build/tests/bench
out=$data/results
say() { printf '%s\n' "$*" >&2; }

# timed NAME COMMAND...: adds NAME, seconds and KiB of the largest process to built.tsv
timed() {
	name=$1
	shift
	/usr/bin/time -f '%e %M' -o "$data/time" "$@" >"$data/log" 2>&1 || [ $? = 3 ] || {
		cat "$data/log" >&2
		exit 1
	}
	printf '%s\t%s\n' "$name" "$(tail -n 1 "$data/time" | tr ' ' '\t')" >>"$out/built.tsv"
}

engines=FTS5
if [ -x "$bin/bench_xapian" ]; then engines="$engines Xapian"; else say "Xapian: not installed, skipped"; fi

# driver ENGINE build ARTICLES INDEX [--stem] | search INDEX QUERIES
driver() {
	case $1 in
	FTS5) program=$bin/bench_fts5 ;;
	Xapian) program=$bin/bench_xapian ;;
	esac
	shift
	$run "$program" "$@"
}
run=

rm -rf "$data"
mkdir -p "$data" "$out"
say "articles"
timed newsarc "$build/newsarc" -A "$data/archive" import --seal "$bundle"
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
	run="timed $e"
	driver "$e" build "$data/text.tsv" "$data/$e-text" --stem
	run=
	rm -rf "$data/$e-words.new" "$data/$e-text.new"
done
i=0
while [ $i -lt "$rounds" ]; do
	i=$((i + 1))
	say "round $i of $rounds"
	"$bin/bench_newsarc" search "$data/archive" "$data/queries.tsv" >>"$out/newsarc.tsv"
	for e in $engines; do
		driver "$e" search "$data/$e-words" "$data/exact.tsv" >>"$out/$e.tsv"
		driver "$e" search "$data/$e-text" "$data/stems.tsv" >>"$out/$e.tsv"
	done
done
set -- "$out/newsarc.tsv"
for e in $engines; do set -- "$@" "$out/$e.tsv"; done
awk -f "$here/report.awk" "$@"
