#!/bin/sh
# SPDX-License-Identifier: MIT
# Captures that say they are the same as an earlier one: by its id, its address and time, or
# the hash of its bytes; in the same file, in another of the bundle, in the archive.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need awk

# record TYPE ID URL DATE HEADERS: a record of what standard input has
record() {
    cat >body
    printf 'WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:test:%s>\r\nWARC-Target-URI: %s\r\nWARC-Date: %s\r\n' \
        "$1" "$2" "$3" "$4"
    [ -z "$5" ] || printf '%s\r\n' "$5"
    printf 'Content-Type: application/http; msgtype=response\r\nContent-Length: %s\r\n\r\n' "$(wc -c <body)"
    cat body
    printf '\r\n\r\n'
}
# page TITLE: an answer
page() {
    printf 'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n'
    echo "<!DOCTYPE html><html lang=\"en\"><head><title>$1</title></head><body><article><h1>$1</h1><time class=\"published\">Yesterday</time>"
    echo "<p>The harbour office said on Sunday that the second ferry will sail again from the middle of the month.</p>"
    echo "<p>Tickets that were bought before the storm stay good until the end of the summer, the company wrote.</p></article></body></html>"
}
again() { printf 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n'; }
quay=https://quay.example
page "The second ferry sails" | record response 1 $quay/a.html 2025-04-07T10:00:00Z \
    'WARC-Payload-Digest: sha1:FERRY' >first
{
    again | record revisit 2 $quay/a.html 2025-04-09T10:00:00Z 'WARC-Payload-Digest: sha1:FERRY'
    again | record revisit 3 $quay/b.html 2025-04-09T11:00:00Z 'WARC-Payload-Digest: sha1:FERRY'
    again | record revisit 4 $quay/c.html 2025-04-09T12:00:00Z 'WARC-Refers-To: <urn:test:1>'
    again | record revisit 5 $quay/d.html 2025-04-09T13:00:00Z \
        "WARC-Refers-To-Target-URI: $quay/a.html
WARC-Refers-To-Date: 2025-04-07T10:00:00Z"
    again | record revisit 6 $quay/e.html 2025-04-09T14:00:00Z 'WARC-Payload-Digest: sha1:NEVERSEEN'
    again | record revisit 7 $quay/f.html 2025-04-09T14:00:00Z \
        'WARC-Refers-To: <urn:test:1>
WARC-Payload-Digest: sha1:NOTFERRY'
} >later
cat first later >all.warc

begin "the same address: a duplicate; another: an article; not at hand: skipped"
expect 0 newsarc -A a import all.warc <<EOT
1 entries, 7 records: 4 added, 0 updated, 1 duplicates, 2 skipped, 0 quarantined
EOT
begin "it has its own address and time of capture, and the text and date of the earlier one"
status 0 newsarc -A a export --format jsonl
[ "$(grep -c '"published":"2025-04-06"' actual)" = 4 ] || fail "the date is not that of the earlier one"
grep '/b.html' actual >b || fail "no article of b.html"
has b '"captured":"2025-04-09T11:00:00Z"'
has b '"same_as":"https://quay.example/a.html"'
has b '"title":"The second ferry sails"'
begin "again: nothing new, with any number of parsers"
expect 0 newsarc -A a import all.warc <<EOT
1 entries, 7 records: 0 added, 0 updated, 5 duplicates, 2 skipped, 0 quarantined
EOT
for jobs in 1 2 5; do
    newsarc -A "j$jobs" import --jobs "$jobs" all.warc >actual 2>stderr.txt
    has actual "4 added, 0 updated, 1 duplicates, 2 skipped"
    newsarc -A "j$jobs" export --format jsonl | sed 's/"imported":"[^"]*"//' >"j$jobs.jsonl"
    cmp j1.jsonl "j$jobs.jsonl" || fail "another order with $jobs parsers"
done
pass
begin "the earlier one in another file of a folder"
mkdir two && cp first two/1.warc && cp later two/2.warc
status 0 newsarc -A two.d import two
has actual "2 entries, 7 records: 4 added, 0 updated, 1 duplicates, 2 skipped"
begin "another hash: not the same, though the archive has an article of that address and time"
again | record revisit 8 $quay/h.html 2025-04-09T14:00:00Z \
    "WARC-Refers-To-Target-URI: $quay/a.html
WARC-Refers-To-Date: 2025-04-07T10:00:00Z
WARC-Payload-Digest: sha1:NOTFERRY" | cat first - >other.warc
expect 0 newsarc -A other.d import other.warc <<EOT
1 entries, 2 records: 1 added, 0 updated, 0 duplicates, 1 skipped, 0 quarantined
EOT
begin "in the archive: by its address and time"
newsarc -A three.d import two/1.warc >/dev/null
expect 0 newsarc -A three.d import two/2.warc <<EOT
1 entries, 6 records: 1 added, 0 updated, 0 duplicates, 5 skipped, 0 quarantined
EOT
newsarc -A three.d seal >/dev/null
begin "and when that is sealed"
expect 0 newsarc -A three.d import two/2.warc <<EOT
1 entries, 6 records: 0 added, 0 updated, 1 duplicates, 5 skipped, 0 quarantined
EOT
begin "what the user removed does not come back under its address"
id=$(newsarc -A a search --format ids "url:$quay/b.html" | head -1)
[ -n "$id" ] || fail "no b.html"
newsarc -A a remove --yes "$id" >/dev/null 2>&1 || newsarc -A a remove "$id" >/dev/null
status 0 newsarc -A a import all.warc
has actual " 0 added, 0 updated, 4 duplicates, 3 skipped"
begin "the text that was captured then, not the latest"
{
    cat first
    page "The second ferry stays" | record response 11 $quay/a.html 2025-04-08T10:00:00Z 'WARC-Payload-Digest: sha1:STAYS'
    again | record revisit 12 $quay/g.html 2025-04-09T10:00:00Z 'WARC-Payload-Digest: sha1:FERRY'
} >old.warc
expect 0 newsarc -A old import old.warc <<EOT
1 entries, 3 records: 2 added, 1 updated, 0 duplicates, 0 skipped, 0 quarantined
EOT
newsarc -A old export --format jsonl | grep /g.html >actual || fail "no g.html"
has actual '"title":"The second ferry sails"'
begin "a dry run says so"
status 0 newsarc import --dry-run all.warc
has actual "the same as"
done_testing
