#!/bin/sh
# SPDX-License-Identifier: MIT
# Web archives in all their wrappings: the same articles from each; and the samples of others.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need gzip zstd zip awk
site=$NEWSARC_SOURCE/scripts/ingest/tests/warc-site.in.warc
mkdir w
cp "$site" w/site.warc

begin "a WARC file"
expect 3 newsarc -A a import w/site.warc <<EOF
1 entries, 13 records: 4 added, 0 updated, 0 duplicates, 6 skipped, 3 quarantined
EOF
begin "under one gzip and zstd: the same"
gzip -k w/site.warc && zstd -q w/site.warc
for f in gz zst; do
    newsarc -A a import "w/site.warc.$f" >actual 2>stderr.txt || :
    has actual "13 records: 0 added, 0 updated, 4 duplicates, 6 skipped, 3 quarantined"
done
pass
begin "a gzip member a record: the same"
# Each record from its magic to the next one's.
: >w/members.warc.gz
grep -abo '^WARC/1' "$site" | cut -d: -f1 >starts
wc -c <"$site" >>starts
awk 'NR > 1 { print from, $1 - from } { from = $1 }' starts | while read -r from bytes; do
    tail -c +$((from + 1)) "$site" | head -c "$bytes" | gzip -c >>w/members.warc.gz
done
newsarc -A a import w/members.warc.gz >actual 2>stderr.txt || :
has actual "13 records: 0 added, 0 updated, 4 duplicates, 6 skipped, 3 quarantined"
pass
begin "a WACZ: its lists are no articles"
mkdir -p z/archive z/pages z/indexes
cp w/members.warc.gz z/archive/data.warc.gz
echo '{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
{"id": "1", "url": "https://quay.example/news/ferry.html", "title": "Ferry", "text": "not an article"}' >z/pages/pages.jsonl
echo 'example,quay)/news/ferry.html 20250406100000 {"url":"https://quay.example/news/ferry.html","mime":"text/html","status":"200"}' >z/indexes/index.cdxj
echo '{"profile": "data-package", "wacz_version": "1.1.1", "resources": []}' >z/datapackage.json
(cd z && zip -qr ../site.wacz .)
newsarc -A a import site.wacz >actual 2>stderr.txt || :
has actual "4 entries, 16 records: 0 added, 0 updated, 4 duplicates, 9 skipped, 3 quarantined"
pass
begin "damage is known by its byte"
status 0 newsarc -A a quarantine list --jsonl
at=$(grep -abo 'urn:test:7' "$site" | cut -d: -f1)
awk -v at="$at" '$1 < at { from = $1 } END { print from }' starts >from
has actual "\"offset\":$(cat from)"

data=${NEWSARC_SHARED:-$NEWSARC_SOURCE/../shared}/data/warc.tar.gz
if [ -f "$data" ]; then
    # Records as warcio counts them, where it reads the file to its end.
    cat >counts <<EOF
1-1-20110922131213-00000-svc-VirtualBox.arc 102
IAH-20080430204825-00000-blackbook.arc 300
IAH-20080430204825-00000-blackbook.warc 822
example-digest.warc 4
example-iana.org-chunked.warc 3
example-resource.warc 3
example-space-in-target-uri.warc 2
example-space-in-url.arc 2
example-trunc.warc 4
example-wget-bad-target-uri.warc 6
example.arc 2
example.warc 6
post-test.warc 6
small_BNF.arc 6
valid-warcfile-upper-lower-case.warc 5
invalid-warcfile-contenttype-recommended.warc 7
invalid-warcfile-encoding-headers.warc 4
EOF
    begin "as many records as a peer counts"
    mkdir s && tar -xzf "$data" -C s
    while read -r name records; do
        f=$(find s -name "$name" -o -name "$name.gz" | sort | head -1)
        newsarc import --dry-run --format jsonl --reader warc "$f" >actual 2>stderr.txt || :
        got=$(sed 's/.*"record":\([0-9]*\),.*/\1/' actual | sort -u | wc -l)
        [ "$got" = "$records" ] || fail "$name: $got records, not $records"
    done <counts
    pass
fi
done_testing
