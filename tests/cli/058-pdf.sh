#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
export NEWSARC_ARCHIVE="$PWD/a"
[ -x "$(dirname "$NEWSARC_WORKER")/newsarc-pdf" ] || skip "newsarc-pdf is not built (poppler-glib)"
pdf=$NEWSARC_SOURCE/tests/cli/pdf
tab=$(printf '\t')

begin "lines become paragraphs, over pages; words are whole; running lines are taken out"
expect 0 newsarc import "$pdf/story.pdf" <<'EOF2'
1 entries, 1 records: 1 added, 0 updated, 0 duplicates, 0 skipped, 0 quarantined
EOF2
newsarc export --format jsonl '' >all.jsonl
has all.jsonl '"title":"Harbor at Skerry Bay reopens","authors":["Nora Quill"]'
has all.jsonl '"published":"2025-04-06","published_precision":"day"'
has all.jsonl 'after a storm had closed it. The first'
has all.jsonl 'a hand lantern through all'
has all.jsonl 'four generations, on an island that has no road'
has all.jsonl 'by those who live from the sea.\n\nThe café at the pier'
has all.jsonl 'as well-known as the lamp'
has all.jsonl '"removed":"The Quay Courier - Sunday edition"'
hasnt all.jsonl 'Page 2 of 3'

begin "what the metadata packet says, as precisely as it says it"
status 0 newsarc import --dry-run --format jsonl "$pdf/xmp.pdf"
has actual '"title":"A title in XMP","published":"2025-04-01"'
status 0 newsarc import "$pdf/xmp.pdf"
newsarc export --format jsonl 'title:XMP' >xmp.jsonl
has xmp.jsonl '"authors":["Nora Quill","Jan Moll"]'
has xmp.jsonl '"published_precision":"month"'

begin "damaged, encrypted, a scan: one clear error each"
mkdir bad
cp "$pdf/damaged.pdf" "$pdf/locked.pdf" "$pdf/scan.pdf" bad
status 3 newsarc import bad
newsarc quarantine list --format line >q 2>/dev/null || newsarc quarantine list >q
has q no_text
has q "perhaps a scan"
has q "it is encrypted"
has q "damaged PDF"

begin "among others, in their order, whoever reads them"
mkdir in
for i in 1 2 3 4 5 6; do
    printf 'Quay %s\n\nThe ship number %s came in.\n' "$i" "$i" >"in/$i-a.txt"
    printf '<html><title>Pier %s</title><body><p>Pier number %s is open again today.</p></body></html>' "$i" "$i" >"in/$i-c.html"
done
cp "$pdf/story.pdf" in/2-b.pdf
cp "$pdf/story.pdf" in/4-b.pdf
cp "$pdf/scan.pdf" in/5-b.pdf
status 3 newsarc import --dry-run --format jsonl in
sed -n 's/.*"entry":"\([^"]*\)".*"verdict":"\([^"]*\)".*/\1 \2/p' actual >order
sort order >sorted
diff order sorted >diff.txt || fail "out of order"
has order "5-b.pdf no_text"
has order "4-b.pdf article"
status 3 newsarc import in
has actual "15 entries, 15 records: 12 added, 0 updated, 2 duplicates, 0 skipped, 1 quarantined"

begin "bytes changed anywhere: every file has its verdict"
mkdir damage
i=0
while [ $i -lt 40 ]; do
    i=$((i + 1))
    { head -c $((i * 57)) "$pdf/story.pdf"; printf '\377\000%s' "$tab"; tail -c +$((i * 57 + 4)) "$pdf/story.pdf"; } >damage/$i.pdf
done
newsarc import --dry-run --format jsonl damage >verdicts 2>/dev/null || true
[ "$(wc -l <verdicts)" = 40 ] || fail "$(wc -l <verdicts) verdicts for 40 files"
pass

begin "without that program: told, and a retry reads them when it is there"
mkdir bin
ln "$NEWSARC_WORKER" bin/newsarc-worker 2>/dev/null || cp "$NEWSARC_WORKER" bin/newsarc-worker
status 3 env NEWSARC_WORKER="$PWD/bin/newsarc-worker" "$NEWSARC" -A b import "$pdf/story.pdf"
newsarc -A b quarantine list >q
has q decode_error
has q "newsarc-pdf is missing"
status 0 newsarc -A b quarantine retry
has actual "1 added"
begin "a document that takes too long: the pages read by then, and the rest is told"
awk -v pages=3900 'function obj(s) { at[++n] = pos; out(n " 0 obj" s "endobj\n") }
function out(s) { printf "%s", s; pos += length(s) }
BEGIN {
    out("%PDF-1.4\n")
    kids = ""
    for (i = 0; i < pages; i++) kids = kids (4 + 2 * i) " 0 R "
    obj("<</Type/Catalog/Pages 2 0 R>>")
    obj("<</Type/Pages/Kids[" kids "]/Count " pages ">>")
    obj("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    for (i = 0; i < pages; i++) {
        obj("<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]/Contents " (5 + 2 * i) " 0 R/Resources<</Font<</F 3 0 R>>>>>>")
        text = "BT /F 9 Tf 20 350 Td (Page " i " says that the ferry will sail again at noon.) Tj ET"
        obj("<</Length " length(text) ">>stream\n" text "\nendstream ")
    }
    out("trailer<</Root 1 0 R>>\n")
}' >long.pdf
status 3 newsarc -A c import --limit lua-ms=40 long.pdf
has actual "2 records: 1 added, 0 updated, 0 duplicates, 0 skipped, 1 quarantined"
newsarc -A c quarantine list --jsonl >q
has q '"code":"truncated"'
has q 'to 3900 are left out: it takes longer than 40 ms (limit: lua-ms)'
newsarc -A c export --format jsonl >all.jsonl
has all.jsonl 'Page 0 says that the ferry will sail again'
hasnt all.jsonl 'Page 3899 says'
begin "with more time: all of it"
status 0 newsarc -A c quarantine retry --limit lua-ms=20000
newsarc -A c export --format jsonl >all.jsonl
has all.jsonl 'Page 3899 says'
done_testing
