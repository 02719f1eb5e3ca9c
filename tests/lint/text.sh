#!/bin/sh
# SPDX-License-Identifier: MIT
# text.sh SOURCE - what every file must look like: licence, length, white space, no places of
# one machine; scripts of the shell and of Lua parse
set -eu
cd "$1"
bad=0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
complain() { echo "$*"; bad=1; }
# found TEXT COMMAND...: each line that the command prints is a fault
found() {
	what=$1
	shift
	"$@" >"$tmp/out" 2>/dev/null || true
	[ -s "$tmp/out" ] || return 0
	sed "s|\$|: $what|" "$tmp/out"
	bad=1
}

find src tests scripts cmake \( -name '*.[ch]' -o -name '*.lua' -o -name '*.sh' -o -name '*.cmake' \) \
	! -path '*/corpus/*' ! -path '*/golden/*' -type f | sort >"$tmp/code"
find . \( -path ./build -o -path ./.git -o -path ./archive/sample \) -prune -o \
	\( -name '*.md' -o -name '*.txt' -o -name '*.1' -o -name '*.json' \) \
	! -path '*/corpus/*' ! -path '*/golden/*' -type f -print | sort >"$tmp/prose"
for f in dev .ci/run; do echo "$f"; done >>"$tmp/code"

while read -r f; do
	case $f in
	*.cmake | *.lua) ;;
	*) head -2 "$f" | grep -q 'SPDX-License-Identifier: MIT' || complain "$f: no SPDX line" ;;
	esac
	lines=$(wc -l <"$f")
	case $f in
	tests/unit/*) max=900 ;;
	src/script/api_table.c) max=2000 ;; # made by api/make.lua
	*) max=600 ;;
	esac
	[ "$lines" -le $max ] || complain "$f: $lines lines, split it ($max at most)"
done <"$tmp/code"

xargs grep -nE '[[:blank:]]+$' <"$tmp/code" | cut -c1-100 >"$tmp/blank" || true
found "white space at the end of the line" cat "$tmp/blank"
grep -E '\.([ch]|lua)$' "$tmp/code" | xargs grep -nP '\t' | cut -c1-100 >"$tmp/tabs" || true
found "a tab" cat "$tmp/tabs"
grep '^src/.*\.[ch]$' "$tmp/code" | grep -v api_table | LC_ALL=C.UTF-8 xargs grep -nE '^.{93,}$' |
	cut -c1-100 >"$tmp/wide" || true
found "over 92 columns" cat "$tmp/wide"
# Folders that exist on the machine of one author only.
cat "$tmp/code" "$tmp/prose" | grep -v '^tests/lint/text.sh$' |
	xargs grep -nE '(^|[^[:alnum:]_.])/(work|home|root|Users|mnt)/[[:alnum:]]' >"$tmp/places" || true
found "a place of one machine" cut -c1-100 "$tmp/places"

{ grep '\.sh$' "$tmp/code"; echo dev; echo .ci/run; echo archive/build-sample; } | sort -u >"$tmp/sh"
while read -r f; do sh -n "$f" || complain "$f: does not parse"; done <"$tmp/sh"
if command -v shellcheck >/dev/null; then
	xargs shellcheck -S warning -x -P SCRIPTDIR <"$tmp/sh" || bad=1
else
	echo "shellcheck is not installed: shell scripts only parsed"
fi
if command -v luac5.4 >/dev/null; then
	find scripts -name '*.lua' -exec luac5.4 -p {} \; >"$tmp/lua" 2>&1
	found "does not parse" cat "$tmp/lua"
fi
exit $bad
