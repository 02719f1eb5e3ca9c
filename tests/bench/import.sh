#!/bin/sh
# SPDX-License-Identifier: MIT
# import.sh [BUNDLE [ROUNDS]] - how long import, with and without --seal, and SQLite's own FTS5
# take for the same articles; peak memory of each process; sizes. The runs alternate, so that
# a slow minute of the machine meets all of them; the figures are medians.
#
# $NEWSARC_BUILD: where newsarc is built. $TMPDIR: where the archives are written.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
src=${here%/tests/bench}
build=${NEWSARC_BUILD-$src/build/bench}
bundle=${1-${NEWSARC_SHARED-$src/../shared}/data/reuters21578.tar.gz}
rounds=${2-5}
[ -f "$bundle" ] || { echo "import: no $bundle: skipped" >&2; exit 77; }
newsarc=$(cd "$build" && pwd)/newsarc
fts5=$(cd "$build" && pwd)/tests/bench/fts5_insert
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
export HOME="$tmp" XDG_DATA_HOME="$tmp/data" NEWSARC_SCRIPTS="$src/scripts"

# timed NAME COMMAND...: appends wall seconds to NAME.s and the peak of the newsarc process
# itself in KiB to NAME.kb. Status 3, something quarantined, is no failure.
timed() {
	name=$1
	shift
	start=$(date +%s%N)
	/usr/bin/time -f '%M' -o "$tmp/time" "$@" >"$tmp/out" 2>"$tmp/err" || [ $? = 3 ] || {
		cat "$tmp/err" >&2
		exit 1
	}
	end=$(date +%s%N)
	awk -v a="$start" -v b="$end" 'BEGIN { printf "%.3f\n", (b - a) / 1e9 }' >>"$tmp/$name.s"
	tail -n 1 "$tmp/time" >>"$tmp/$name.kb"
}

median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
largest() { sort -n "$1" | tail -n 1; }

# peaks COMMAND...: the largest VmHWM of every process below this shell while it runs.
peaks() {
	"$@" >/dev/null 2>&1 &
	pid=$!
	while kill -0 $pid 2>/dev/null; do
		for p in $pid $(pgrep -P $pid 2>/dev/null); do
			awk -v p="$p" '/^Name/ { n = $2 } /^VmHWM/ { print n "." p, $2 }' \
				"/proc/$p/status" 2>/dev/null || true
		done
		sleep 0.02
	done >"$tmp/hwm"
	wait $pid || true
	awk '$2 > m[$1] { m[$1] = $2 } END { for (n in m) print n, m[n] }' "$tmp/hwm" | sort
}

echo "bundle: ${bundle##*/}, $(nproc) processors, median of $rounds"
"$newsarc" -A "$tmp/a" import "$bundle" 2>/dev/null | tail -n 1 || true
"$newsarc" -A "$tmp/a" export --format jsonl '' >"$tmp/articles.jsonl"
rm -rf "$tmp/a"
i=0
while [ $i -lt "$rounds" ]; do
	rm -rf "$tmp"/a "$tmp"/s "$tmp"/fts.db*
	"$fts5" "$tmp/articles.jsonl" "$tmp/fts.db" >>"$tmp/fts5.s"
	timed import "$newsarc" -A "$tmp/a" import --no-seal "$bundle"
	timed sealed "$newsarc" -A "$tmp/s" import --seal "$bundle"
	i=$((i + 1))
done
f=$(median "$tmp/fts5.s")
printf '\n%-28s %9s %7s\n' what seconds ratio
printf '%-28s %9s %7s\n' 'SQLite FTS5 insert' "$f" 1
for n in import sealed; do
	case $n in import) label='import' ;; sealed) label='import --seal' ;; esac
	s=$(median "$tmp/$n.s")
	printf '%-28s %9s %7s\n' "$label" "$s" \
		"$(awk -v a="$s" -v b="$f" 'BEGIN { printf "%.2f", a / b }')"
done
printf '\n%-28s %9s\n' 'peak memory' MiB
rm -rf "$tmp/p"
peaks "$newsarc" -A "$tmp/p" import --seal "$bundle" | while read -r name kb; do
	printf '%-28s %9s\n' "$name" $((kb / 1024))
done
printf '\n%-28s %9s\n' size bytes
du -cb "$tmp"/s/volumes/*.narc | awk '{ n = $2; sub(/.*\//, "", n); printf "%-44s %12d\n", n, $1 }'
printf '%-44s %12d\n' 'SQLite FTS5 database' "$(stat -c %s "$tmp/fts.db")"
