#!/bin/sh
# SPDX-License-Identifier: MIT
# What is compressed inside of what is compressed: one file twice, entries of a bundle; and how
# far that goes.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need gzip xz awk
mkdir plain
cat >plain/a.html <<'EOT'
<!DOCTYPE html><html lang="en"><head><title>The harbour opens</title></head><body><article><h1>The harbour opens</h1><p>The harbour office wrote on its board that the ferry will sail again.</p></article></body></html>
EOT
echo '<rss version="2.0"><channel><title>Quay</title><item><guid>g1</guid><title>First sailing</title><description>At noon.</description></item></channel></rss>' >plain/b.xml
echo '[{"id": 1, "title": "A list", "body": "Of one article."}]' >plain/c.json
printf 'From a Mon Jan  1 10:00:00 2024\nFrom: A <a@b.example>\nMessage-ID: <1@b>\nSubject: A letter\n\nIts text is here.\n' >plain/d.mbox
printf 'WARC/1.0\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:1>\r\nWARC-Target-URI: https://quay.example/n.txt\r\nContent-Type: text/plain\r\nContent-Length: 34\r\n\r\nA note\n\nThe tide is high at three.\r\n\r\n' >plain/e.warc
printf 'title,body\nA row,Its text.\n' >plain/f.csv

begin "as they are"
expect 0 newsarc -A a import plain <<EOT
6 entries, 7 records: 6 added, 0 updated, 0 duplicates, 1 skipped, 0 quarantined
EOT
again="6 entries, 7 records: 0 added, 0 updated, 6 duplicates, 1 skipped, 0 quarantined"
for how in gz xz gz.gz; do
    begin "each under $how, in a tar.gz"
    mkdir $how
    for f in plain/*; do
        case $how in
        gz.gz) gzip -c "$f" | gzip -c >"$how/${f#plain/}.$how" ;;
        xz) xz -c "$f" >"$how/${f#plain/}.$how" ;;
        gz) gzip -c "$f" >"$how/${f#plain/}.$how" ;;
        esac
    done
    tar -czf $how.tar.gz -C $how .
    expect 0 newsarc -A a import $how.tar.gz <<EOT
$again
EOT
    begin "each under $how, in a folder"
    expect 0 newsarc -A a import $how <<EOT
$again
EOT
done
begin "names say where it was"
gzip -c gz.gz.tar.gz >gz.gz.tar.gz.gz
status 3 newsarc -A b import gz.gz.tar.gz.gz
has actual "6 entries, 6 records: 0 added"
has stderr.txt "nested too deep (limit: nesting)"
status 0 newsarc -A b import --limit nesting=3 gz.gz.tar.gz.gz
has actual "6 entries, 7 records: 6 added"
newsarc -A b export --format jsonl >actual
has actual '"entry":"gz.gz.tar.gz!/a.html"'

begin "what expands too far in several steps is stopped, whatever each of them does"
awk 'BEGIN { for (i = 0; i < 900000; i++) printf "/* %d the same words, and the same words, and the same words again, and the same words at the end */\n", i }' |
    gzip -c | tee once.css.gz | gzip -c >twice.css.gz.gz
status 0 newsarc -A c import once.css.gz
has actual "1 entries, 1 records: 0 added, 0 updated, 0 duplicates, 1 skipped"
status 3 newsarc -A c import twice.css.gz.gz
has stderr.txt "bundles inside the bundle expand more than 200 (raise it with --limit ratio=N)"
status 0 newsarc -A c import --limit ratio=9999 twice.css.gz.gz
done_testing
