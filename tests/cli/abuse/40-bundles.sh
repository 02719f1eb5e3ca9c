#!/bin/sh
# SPDX-License-Identifier: MIT
# Bundles that expand without end, that lie about sizes, of very many entries, inside each other.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/../lib.sh"
need tar gzip zip
export NEWSARC_ARCHIVE="$PWD/a"
mkdir in
echo '{"title": "All is well", "body": "It came before the harm."}' >in/a.json

begin "zeros: it stops at the ratio, what came before is stored"
cp in/a.json . && truncate -s 400M b.txt && tar cf - a.json b.txt | gzip -1 >zeros.tar.gz && rm b.txt
got=0
timeout 60 "$NEWSARC" import zeros.tar.gz >actual 2>stderr.txt </dev/null || got=$?
[ $got = 3 ] || fail "exit $got"
[ "$(newsarc search --count well)" = 1 ] || fail "the article before it is lost"
pass
begin "very many entries: a limit, and it says which"
mkdir many && (cd many && seq 1 3000 | xargs touch) && tar cf many.tar many && rm -r many
got=0
timeout 60 "$NEWSARC" import --limit entries=1000 many.tar >actual 2>stderr.txt </dev/null || got=$?
[ $got = 3 ] || fail "exit $got"
has stderr.txt entries
pass
begin "a header that lies about the size"
tar cf lies.tar in/a.json
printf '77777777777' | dd of=lies.tar bs=1 seek=124 conv=notrunc 2>/dev/null
got=0
timeout 60 "$NEWSARC" import lies.tar >actual 2>stderr.txt </dev/null || got=$?
case $got in 2 | 3) pass ;; *) fail "exit $got" ;; esac
begin "zip in zip in zip, ten deep"
cp in/a.json x.json && zip -q 0.zip x.json
i=0
while [ $i -lt 10 ]; do
    zip -q $((i + 1)).zip $i.zip
    i=$((i + 1))
done
got=0
timeout 60 "$NEWSARC" import 10.zip >actual 2>stderr.txt </dev/null || got=$?
case $got in 0 | 3) pass ;; *) fail "exit $got" ;; esac
begin "the next import works"
status 0 newsarc import "$NEWSARC_SOURCE/README.md"
status 0 newsarc verify --full
done_testing
