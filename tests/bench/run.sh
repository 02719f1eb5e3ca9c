#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh [--scale] [--write] - every benchmark in turn, as one page of Markdown
#
# --scale: also over a million made-up articles and over a hundred volumes. --write: the page
# replaces what stands below "## Measured" in doc/bench.md.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
src=${here%/tests/bench}
build=$(cd "${NEWSARC_BUILD-$src/build/bench}" && pwd)
export NEWSARC_BUILD="$build"
scale='' write=''
for a in "$@"; do
	case $a in
	--scale) scale=1 ;;
	--write) write=1 ;;
	*) echo "run: unknown option $a" >&2; exit 2 ;;
	esac
done

version() { dpkg-query -W -f '${Version}' "$1" 2>/dev/null | sed 's/^[0-9]*://; s/[-+].*//' || true; }
# part TITLE SCRIPT [fenced]: text that is no table is shown as it is
part() {
	printf '\n### %s\n\n' "$1"
	[ $# = 2 ] || echo '```'
	status=0
	sh "$here/$2" || status=$?
	[ $# = 2 ] || echo '```'
	[ $status = 0 ] || [ $status = 77 ] || { echo "run: $2 failed" >&2; exit 1; }
}

everything() {
	printf '%s. %s processors (%s), %s GiB of memory, Linux %s, load %s before it began.\n' "$(date -u +%Y-%m-%d)" "$(nproc)" \
		"$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1)" \
		"$(awk '/^MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo)" "$(uname -r | sed 's/-.*//')" "$(cut -d ' ' -f 1 /proc/loadavg)"
	printf 'newsarc %s, SQLite %s, Xapian %s, kiwix-tools %s, ripgrep %s' \
		"$(git -C "$src" rev-parse --short HEAD 2>/dev/null || echo '?')" \
		"$(version libsqlite3-0)" "$(version libxapian30)" "$(version kiwix-tools)" "$(version ripgrep)"
	[ ! -d "$build/peers/python" ] || printf ', tantivy %s' \
		"$("$build/peers/python/bin/python" -c 'from importlib.metadata import version; print(version("tantivy"))')"
	[ ! -d "$build/peers/lucene" ] || printf ', Lucene %s' \
		"$(cd "$build/peers/lucene" && echo lucene-core-*.jar | sed -n 's/^lucene-core-\(.*\)\.jar$/\1/p')"
	printf '.\n'
	part 'Queries, warm' search.sh
	part 'A search as a command' cold.sh
	part 'Import' import.sh fenced
	part 'Relevance' relevance.sh fenced
	[ -z "$scale" ] || part 'Growing' scale.sh
}

everything >"$build/bench.md.new" &
pid=$!
tail -n +1 -f --pid=$pid "$build/bench.md.new"
wait $pid
mv "$build/bench.md.new" "$build/bench.md"
if [ -n "$write" ]; then
	sed '/^## Measured$/q' "$src/doc/bench.md" >"$build/page.md"
	{ echo; cat "$build/bench.md"; } >>"$build/page.md"
	mv "$build/page.md" "$src/doc/bench.md"
	echo "written into doc/bench.md" >&2
fi
