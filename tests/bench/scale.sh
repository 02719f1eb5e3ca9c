#!/bin/sh
# SPDX-License-Identifier: MIT
# scale.sh [N] - does a search stay quick as the archive grows?
#
# 1. Made-up articles (make_articles): the same queries over the first tenth of N (1,000,000) and
#    over all of them, and the peak memory of searches as processes of their own. They are imported
#    in pieces of $BENCH_PIECE (70,000), each sealed by itself, and then compacted.
# 2. The Reuters articles in 100 volumes and in one.
#
# Takes about 12 GB below $BENCH_SCALE (the build), and ten minutes. Archives that are there
# are used again when $BENCH_KEEP is set.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
src=${here%/tests/bench}
build=$(cd "${NEWSARC_BUILD-$src/build/bench}" && pwd)
many=${1-1000000}
few=$((many / 10))
piece=${BENCH_PIECE-70000}
bundle=${NEWSARC_SHARED-$src/../shared}/data/reuters21578.tar.gz
data=${BENCH_SCALE-$build/bench-scale}
bin=$build/tests/bench
out=$data/results
export NEWSARC_SCRIPTS="$src/scripts"
export BENCH_MS="${BENCH_MS-200}"
tab=$(printf '\t')
mkdir -p "$data" "$out"
say() { printf '%s\n' "$*" >&2; }
newsarc() { "$build/newsarc" "$@"; }
[ -n "${BENCH_KEEP-}" ] || rm -rf "$data/few" "$data/many" "$data/one" "$data/hundred" "$out/built.tsv"

# pieces ARCHIVE FILE LINES: imports and seals so many lines at a time; tells the seconds
pieces() {
	[ ! -d "$1" ] || return 0
	say "importing ${1##*/}"
	rm -rf "$data/pieces"
	mkdir "$data/pieces"
	split -l "$3" -a 4 --additional-suffix=.jsonl "$2" "$data/pieces/p"
	start=$(date +%s)
	for p in "$data"/pieces/*; do
		# Not import --seal, which joins small volumes by itself.
		{ newsarc -A "$1" import --no-seal "$p" && newsarc -A "$1" seal; } >"$data/log" 2>&1 ||
			{ cat "$data/log" >&2; exit 1; }
		rm "$p"
	done
	built "${1##*/}" "$start" "$1"
}

# built NAME START ARCHIVE: for the table of seconds and sizes
built() {
	printf '%s\t%s\t%s\t%s\n' "$1" $(($(date +%s) - $2)) "$(du -sb "$3/volumes" | cut -f 1)" \
		"$(find "$3/volumes" -type f | wc -l)" >>"$out/built.tsv"
}

# compacted ARCHIVE: makes few volumes of it; tells the seconds, and the peak memory on stderr
compacted() {
	say "compacting ${1##*/}"
	start=$(date +%s)
	/usr/bin/time -f "%M KiB" "$build/newsarc" -A "$1" compact >"$data/log" || exit 1
	built "${1##*/}, compacted" "$start" "$1"
}

# beside FEW MANY QUERIES: classes with times over both archives, rounds in turn
beside() {
	: >"$out/a.tsv"
	: >"$out/b.tsv"
	for _ in 1 2 3; do
		"$bin/bench_newsarc" search "$1" "$3" >>"$out/a.tsv"
		"$bin/bench_newsarc" search "$2" "$3" >>"$out/b.tsv"
	done
	awk -v few="${1##*/}" -v many="${2##*/}" -f "$here/beside.awk" "$out/a.tsv" "$out/b.tsv"
}

# apart FEW MANY QUERIES: the same, but a process is asked for one class only, so that the others do
# not have the processor's caches
apart() {
	: >"$out/a.tsv"
	: >"$out/b.tsv"
	cut -f 1 "$3" | sort -u >"$data/classes"
	for _ in 1 2 3; do
		while read -r class; do
			awk -F '\t' -v class="$class" '$1 == class' "$3" >"$data/class.tsv"
			"$bin/bench_newsarc" search "$1" "$data/class.tsv" >>"$out/a.tsv"
			"$bin/bench_newsarc" search "$2" "$data/class.tsv" >>"$out/b.tsv"
		done <"$data/classes"
	done
	awk -v few="${1##*/}" -v many="${2##*/}" -f "$here/beside.awk" "$out/a.tsv" "$out/b.tsv"
}

# list ARCHIVE: its queries
list() {
	newsarc -A "$1" export '' | "$bin/bench_export" words >"$data/words.tsv"
	awk -v scale=1 -v each=12 -v tmp="$data/pick" -f "$here/pick.awk" "$data/words.tsv" "$data/words.tsv" |
		LC_ALL=C sort -s -t "$tab" -k 1,1
	rm -f "$data/words.tsv" "$data/pick"
}

: >>"$out/built.tsv"
if [ ! -d "$data/many" ]; then
	"$bin/make_articles" "$few" >"$data/articles.jsonl"
	pieces "$data/few" "$data/articles.jsonl" "$piece"
	"$bin/make_articles" "$many" >"$data/articles.jsonl"
	pieces "$data/many" "$data/articles.jsonl" "$piece"
	rm "$data/articles.jsonl"
	compacted "$data/few"
	compacted "$data/many"
fi
list "$data/few" >"$data/queries.tsv"
printf '%s articles, and %s:\n\n' $few "$many"
beside "$data/few" "$data/many" "$data/queries.tsv"
printf '\nThe same, a class at a time:\n\n'
apart "$data/few" "$data/many" "$data/queries.tsv"

printf '\nPeak memory of a search of %s articles as a process, with snippets:\n\n' "$many"
echo '| query | MiB |'
echo '| --- | ---: |'
awk -F '\t' '!($1 in had) { had[$1]; w = $4
	if ($2 == "or") gsub(/ /, " OR ", w); if ($2 == "phrase") w = "\"" w "\""
	print $1 "\t" ($3 == "newest" ? "newest" : "relevance") "\t" w }' "$data/queries.tsv" |
	while IFS=$tab read -r class order words; do
		/usr/bin/time -f %M -o "$data/time" "$build/newsarc" -A "$data/many" search \
			--sort "$order" "$words" >/dev/null 2>&1 || true
		echo "| $class | $(tail -n 1 "$data/time" | awk '{ printf "%.0f", $1 / 1024 }') |"
	done

if [ -f "$bundle" ]; then
	if [ ! -d "$data/hundred" ]; then
		newsarc -A "$data/reuters" import --seal "$bundle" >/dev/null 2>&1
		newsarc -A "$data/reuters" export '' >"$data/articles.jsonl"
		rm -rf "$data/reuters"
		pieces "$data/one" "$data/articles.jsonl" 1000000
		pieces "$data/hundred" "$data/articles.jsonl" 216
		rm "$data/articles.jsonl"
	fi
	list "$data/one" >"$data/queries.tsv"
	printf '\nThe Reuters articles in one volume, and in a hundred:\n\n'
	beside "$data/one" "$data/hundred" "$data/queries.tsv"
	printf '\nThe same, a class at a time:\n\n'
	apart "$data/one" "$data/hundred" "$data/queries.tsv"
	printf '\nImport and seal:\n\n'
	echo '| archive | seconds | MB | volumes |'
	echo '| --- | ---: | ---: | ---: |'
	awk -F '\t' '{ printf "| %s | %s | %.1f | %s |\n", $1, $2, $3 / 1e6, $4 }' "$out/built.tsv"
	printf '\nA rare word as a process of its own:\n\n'
	word=$(awk -F '\t' '$1 == "rare word" { print $4; exit }' "$data/queries.tsv")
	echo '| volumes | median, ms | least |'
	echo '| --- | ---: | ---: |'
	"$bin/bench_cold" 41 1 "$build/newsarc" -A "$data/one" search "=$word" ,, \
		100 "$build/newsarc" -A "$data/hundred" search "=$word" |
		awk -F '\t' '{ printf "| %s | %s | %s |\n", $1, $2, $3 }'
else
	say "no $bundle: volumes not compared"
fi
