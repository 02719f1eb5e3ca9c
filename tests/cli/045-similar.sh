#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
export NEWSARC_ARCHIVE="$PWD/a"
body='The council of the island voted on Monday for a longer breakwater, and work begins in spring, said the harbour master, who has asked for it since the storm in which two boats were lost at their moorings.'
cat >news.jsonl <<JSONL
{"key": "1", "title": "Council votes on the breakwater", "body": "$body", "published": "2025-06-01", "source": "Wire", "lang": "en"}
{"key": "2", "title": "Council votes on the breakwater", "body": "$body It was the third vote.", "published": "2025-06-02", "source": "Wire", "lang": "en"}
{"key": "3", "title": "Island council votes on the breakwater", "body": "$body", "published": "2025-06-03", "source": "Wire", "lang": "en"}
{"key": "4", "title": "Breakwater for the marina", "body": "The marina of another town needs a breakwater, too, but nobody there has voted for one, and the storms of this winter have left the pontoons where they were, to the surprise of the owners of the boats.", "published": "2025-06-04", "source": "Wire", "lang": "en"}
JSONL
newsarc import news.jsonl >/dev/null

both() {
    begin "near-duplicates are one hit ($1)"
    status 0 newsarc search --sort newest breakwater
    has actual "    and 2 similar"
    [ "$(grep -c "  Wire  " actual)" = 2 ] || fail "not two hits"
    has actual "2025-06-03"
    begin "the first in the order stands for the others ($1)"
    status 0 newsarc search --sort oldest -n 1 --no-snippet breakwater
    has actual "2025-06-01"
    has actual "    and 2 similar"
    begin "json tells how many, and counts all ($1)"
    status 0 newsarc search --json --sort newest breakwater
    has actual '"total":4'
    has actual '"similar":0}'
    has actual '"similar":2}'
    begin "the offset counts hits ($1)"
    status 0 newsarc search --jsonl --sort newest --offset 1 breakwater
    [ "$(grep -c '"similar":2}' actual)" = 1 ] || fail "not the second hit"
    begin "what does not match is not similar ($1)"
    status 0 newsarc search --jsonl breakwater -third
    has actual '"similar":1}'
    begin "--expand shows them all ($1)"
    status 0 newsarc search --expand breakwater
    hasnt actual "similar"
    [ "$(grep -c "  Wire  " actual)" = 4 ] || fail "not four hits"
    begin "lists are of all articles ($1)"
    status 0 newsarc search --format ids breakwater
    [ "$(wc -l <actual)" = 4 ] || fail "not four ids"
    status 0 newsarc search --format line breakwater
    [ "$(wc -l <actual)" = 4 ] || fail "not four lines"
}
both "in the head"
newsarc seal >/dev/null
both "in a volume"
begin "across volumes and the head"
sed 's/"key": "\([0-9]\)"/"key": "1\1"/; s/"Wire"/"Other"/' news.jsonl >more.jsonl
newsarc import more.jsonl >/dev/null
status 0 newsarc search --json breakwater
has actual '"total":8'
has actual '"similar":5'
has actual '"similar":1'
begin "what resembles an article: nearly the same first"
id=$(newsarc search --format ids --sort newest -n 1 breakwater -title:marina source:other)
status 0 newsarc similar --json -n 0 "$id"
has actual "\"similar_to\":\"$id\""
[ "$(grep -c '"distance":' actual)" = 5 ] || fail "not five near-duplicates"
grep -A1 '"hits"' actual | grep -q '"distance":0' || fail "not the nearest first"
begin "then what its words find, and never the article itself"
[ "$(grep -c '"title":"Breakwater for the marina".*"score":' actual)" = 2 ] || fail "no others"
[ "$(grep -c "\"id\":\"$id\"" actual)" = 0 ] || fail "the article itself"
pass
begin "nearly the same texts that were marked are among them"
newsarc tag +kept breakwater source:other >/dev/null
status 0 newsarc similar --json -n 0 "$id"
[ "$(grep -c '"distance":' actual)" = 5 ] || fail "not five near-duplicates"
newsarc tag -kept tag:kept >/dev/null
begin "what a marked article alone says does not crowd out what it shares"
awk 'BEGIN { for (i = 0; i < 90; i++) own = own sprintf(" own%c%cword", 97 + i % 26, 97 + i / 26)
    printf "{\"key\":\"x\",\"source\":\"Gulls\",\"title\":\"Gulls\",\"body\":\"Kittiwake%s.\"}\n", own
    print "{\"key\":\"y\",\"source\":\"Gulls\",\"title\":\"Others\",\"body\":\"A kittiwake.\"}"
}' >gulls.jsonl
newsarc import gulls.jsonl >/dev/null
gulls=$(newsarc search --format ids title:gulls) other=$(newsarc search --format ids title:others)
for state in came marked sealed; do
    [ $state != sealed ] || newsarc seal >/dev/null
    expect 0 newsarc similar --format ids "$gulls" <<EOF
$other
EOF
    newsarc tag +kept source:gulls >/dev/null
    [ "$(newsarc search --count tag:kept)" = 2 ] || fail "not marked"
done
newsarc remove "$gulls" "$other" >/dev/null
begin "as many as wanted, by a beginning of the id"
status 0 newsarc similar -n 2 --format ids "$(echo "$id" | cut -c1-12)"
[ "$(wc -l <actual)" = 2 ] || fail "not two"
status 0 newsarc similar "$id"
has actual "    nearly the same text"
begin "no such article"
status 5 newsarc similar 0123456789abcdef
status 2 newsarc similar breakwater
status 2 newsarc similar
done_testing
