#!/bin/sh
# SPDX-License-Identifier: MIT
# One evaluator, however the articles are split: tests/unit/core_search_test.c over the real
# articles of the Reuters collection.
. "$(dirname "$0")/lib.sh"

bundle=${NEWSARC_SHARED:-$NEWSARC_SOURCE/../shared}/data/reuters21578.tar.gz
unit=$(dirname "$NEWSARC")/tests/unit_core_search
[ -f "$bundle" ] || { echo "1..0 # SKIP no $bundle"; exit 77; }
[ -x "$unit" ] || { echo "1..0 # SKIP no $unit"; exit 77; }

begin "import of 21,578 articles"
expect 0 newsarc -A r import --no-seal "$bundle" <<EOF
22 entries, 21578 records: 21578 added, 0 updated, 0 duplicates, 0 skipped, 0 quarantined
EOF

begin "200 queries: the same ids, order and scores in any split, and by force"
newsarc -A r export '' >articles.jsonl
rm -rf r
if NEWSARC_TEST_ARTICLES=articles.jsonl "$unit" >unit.txt 2>&1; then
	sed 's/^/# /' unit.txt
	echo "ok $n - $what"
else
	sed 's/^/# /' unit.txt
	echo "not ok $n - $what"
	exit 1
fi
