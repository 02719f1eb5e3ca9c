#!/bin/sh
# SPDX-License-Identifier: MIT
# The IPTC's own examples, and an export of 13,907 records.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
data=${NEWSARC_SHARED:-$NEWSARC_SOURCE/../shared}/data
[ -f "$data/formats.tar.gz" ] || skip "no $data/formats.tar.gz"

begin "every example that is news is an article with a title or a text"
newsarc import --dry-run --format jsonl "$data/formats.tar.gz" >verdicts 2>stderr.txt || true
grep '/examples/.*\(json\|xml\)"' verdicts | grep -v 'schema\|LICENSE' >examples
grep -c '"reader":"iptc","verdict":"article"' examples >n
[ "$(cat n)" -ge 66 ] || fail "$(cat n) articles"
# What is none: concepts, plans, catalogues, fragments, items without a headline.
grep -v '"verdict":"article"' examples | grep -v 'LISTING\|facet\|ap_metadata' >odd || true
[ ! -s odd ] || fail "$(head -3 odd)"
pass

begin "nothing of them fails but what is ill-formed"
grep '"verdict":"\(script_error\|budget\|crash\|hang\|invalid\)' verdicts >failed || true
[ ! -s failed ] || fail "$(head -3 failed)"
pass

begin "again: nothing new, and the counts add up"
newsarc -A a import "$data/formats.tar.gz" >first 2>stderr.txt || true
newsarc -A a import "$data/formats.tar.gz" >again 2>stderr.txt || true
has again " 0 added, 0 updated,"
sed 's/[^0-9 ]//g' again | awk '{ exit !($2 == $3 + $4 + $5 + $6 + $7) }' || fail "$(cat again)"
pass

if [ -f "$data/kcna-2011.tar.gz" ]; then
    begin "an export whose page addresses are shared"
    expect 0 newsarc -A k import --no-seal "$data/kcna-2011.tar.gz" <<'EOF2'
1 entries, 13907 records: 13846 added, 0 updated, 61 duplicates, 0 skipped, 0 quarantined
EOF2
fi
done_testing
