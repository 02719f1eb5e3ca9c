#!/bin/sh
# SPDX-License-Identifier: MIT
# Every bundle of the shared data: what goes in comes out added, updated, duplicate, skipped or
# quarantined, with any number of parsers the same; and a second import adds nothing.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
data=${NEWSARC_SHARED:-$NEWSARC_SOURCE/../shared}/data
[ -d "$data" ] || skip "no $data"
need awk

# The counts line of an import, checked: its sum, and its exit status.
counts() {
    got=0
    newsarc -A "$1" import "$2" >counts 2>stderr.txt || got=$?
    case $got in 0 | 3) ;; *) fail "exit $got" ;; esac
    awk '{ gsub(",", ""); sum = $5 + $7 + $9 + $11 + $13; exit !(NR == 1 && $3 == sum) }' counts ||
        fail "$(cat counts): no sum"
}
for bundle in "$data"/*.gz "$data"/*.txt; do
    name=${bundle##*/}
    begin "$name: the counts add up"
    counts "$name.d" "$bundle"
    echo "# $name: $(cat counts)"
    cp counts first
    pass
    begin "$name: again, nothing new"
    counts "$name.d" "$bundle"
    awk '{ gsub(",", ""); exit !($5 == 0 && $7 == 0) }' counts || fail "$(cat counts)"
    [ "$(cut -d: -f1 first)" = "$(cut -d: -f1 counts)" ] || fail "other records than before"
    pass
    rm -rf "$name.d"
done
done_testing
