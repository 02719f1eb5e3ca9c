#!/bin/sh
# SPDX-License-Identifier: MIT
# man.sh SOURCE - the pages of section 7 are what doc/ gives, and mandoc has nothing to warn of
set -eu
src=$1
bad=0
# page NAME ABOUT: newsarc-NAME(7) is made from doc/NAME.md
page() {
	LC_ALL=C awk -f "$src/doc/man/page.awk" -v page="$1" -v about="$2" "$src/doc/$1.md" |
		diff -u "$src/doc/man/newsarc-$1.7" - || {
		echo "awk -f doc/man/page.awk -v page=$1 -v about='$2' doc/$1.md makes it anew"
		bad=1
	}
}
page query "the query language of newsarc"
page lua "what a Lua script of newsarc can use"
command -v mandoc >/dev/null || exit $bad
for page in "$src"/doc/man/*.[17]; do
	mandoc -T lint -W warning "$page" 2>&1 | grep -v "lacks .* entry" && bad=1
done
exit $bad
