#!/bin/sh
# SPDX-License-Identifier: MIT
# man.sh SOURCE - newsarc-query(7) is what doc/query.md gives, and mandoc has nothing to warn of
set -eu
src=$1
bad=0
LC_ALL=C awk -f "$src/doc/man/query.awk" "$src/doc/query.md" |
	diff -u "$src/doc/man/newsarc-query.7" - || {
	echo "awk -f doc/man/query.awk doc/query.md >doc/man/newsarc-query.7 makes it anew"
	bad=1
}
command -v mandoc >/dev/null || exit $bad
for page in "$src"/doc/man/*.[17]; do
	mandoc -T lint -W warning "$page" 2>&1 | grep -v "lacks .* entry" && bad=1
done
exit $bad
