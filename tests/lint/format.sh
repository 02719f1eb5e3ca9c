#!/bin/sh
# SPDX-License-Identifier: MIT
# format.sh SOURCE - clang-format agrees with the lines that differ from the base, which is
# $NEWSARC_BASE or the branch origin/main; skipped (77) where there is none
set -eu
cd "$1"
base=${NEWSARC_BASE-origin/main}
if ! command -v clang-format >/dev/null || ! git rev-parse -q --verify "$base^{commit}" >/dev/null 2>&1; then
	echo "no clang-format, or no base to compare with"
	exit 77
fi
bad=0
for f in $(git diff --name-only --diff-filter=AM "$base" -- '*.[ch]'); do
	# The line ranges that the change touches, from the hunk heads: @@ -a,b +c,d @@
	ranges=$(git diff -U0 "$base" -- "$f" | sed -n 's/^@@ [^+]*+\([0-9,]*\) @@.*/\1/p' |
		awk -F, '{ n = NF > 1 ? $2 : 1; if (n) printf "--lines=%d:%d ", $1, $1 + n - 1 }')
	[ -n "$ranges" ] || continue
	# shellcheck disable=SC2086 # a list of options
	clang-format $ranges "$f" | diff -u "$f" - || bad=1
done
exit $bad
