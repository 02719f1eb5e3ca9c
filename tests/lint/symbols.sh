#!/bin/sh
# SPDX-License-Identifier: MIT
# symbols.sh SOURCE LIBRARY - what newsarc.h declares, what newsarc.sym lists and what the
# library exports are the same names
set -eu
export LC_ALL=C
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# Statements outside of braces that declare a function: its name is the one before the first
# parenthesis that does not belong to an attribute.
"${CC:-cc}" -std=c17 -D_GNU_SOURCE -I"$1/src" -E -P "$1/src/newsarc.h" | awk '
{ text = text " " $0 }
END {
	n = length(text)
	for (i = 1; i <= n; i++) {
		c = substr(text, i, 1)
		if (c == "{") depth++
		else if (c == "}") { if (--depth == 0 && s ~ /\)[ ]*$/) s = "" }
		else if (depth) continue
		else if (c == ";") {
			if (s !~ /^[ ]*(typedef|static)/ && match(s, /na_[a-z0-9_]+\(/))
				print substr(s, RSTART, RLENGTH - 1)
			s = ""
		} else s = s c
	}
}' | sort -u >"$tmp/declared"
grep '^na_' "$1/src/newsarc.sym" | sort >"$tmp/listed"
nm -D --defined-only "$2" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' |
	grep -v '^__' | sort >"$tmp/exported"

[ -s "$tmp/declared" ] || { echo "no declarations found"; exit 1; }
bad=0
for pair in "declared listed" "listed exported"; do
	# shellcheck disable=SC2086 # two words
	set -- $pair
	if ! diff "$tmp/$1" "$tmp/$2" >"$tmp/diff"; then
		echo "differences between the names $1 (<) and $2 (>):"
		grep '^[<>]' "$tmp/diff"
		bad=1
	fi
done
exit $bad
