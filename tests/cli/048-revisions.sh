#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck source=tests/cli/lib.sh
# What an article was before: newsarc history and diff, and searching it.
. "$(dirname "$0")/lib.sh"
export NEWSARC_ARCHIVE="$PWD/a"

rev() { # title body
    printf '{"guid": "1", "title": "%s", "body": "%s", "published": "2025-06-01", "source": "Wire", "lang": "en"}\n' "$1" "$2"
}
rev 'Ferry sinks off the island' 'Ten people died when a ferry sank.\n\nThe weather was calm, the \"harbour master\" said.\n\nUpdated 10:15' >1.jsonl
rev 'Ferry sinks off the island' 'Twelve people died when a ferry sank.\n\nThe weather was calm, the «harbour master» said.\n\nUpdated 11:40' >2.jsonl
rev 'Ferry sinks in a storm' 'Twelve people died when a ferry sank.\n\nThe weather was rough.\n\nUpdated 12:05' >3.jsonl
echo '{"guid": "2", "title": "Ferry fares rise", "body": "Tickets cost more, the harbour master said.", "published": "2025-06-02", "source": "Wire", "lang": "en"}' >other.jsonl
newsarc import 1.jsonl other.jsonl >/dev/null
newsarc seal >/dev/null
newsarc import 2.jsonl >/dev/null
newsarc import 3.jsonl >/dev/null
id=$(newsarc search --format ids title:storm)
other=$(newsarc search --format ids fares)

both() {
    begin "history names the revisions, oldest first ($1)"
    status 0 newsarc history --format line "$id"
    [ "$(cut -f1 actual | tr '\n' ' ')" = "1 2 3 " ] || fail "not three revisions"
    status 0 newsarc history --json "$id"
    has actual "\"id\":\"$id\""
    has actual '"revision":1,"latest":false,'
    has actual '"revision":3,"latest":true,'
    has actual '"bundle":"2.jsonl"'
    has actual '"out":1,"in":1,"changed":["body"]'
    has actual '"changed":["title","body"]'
    begin "removed: is what an earlier revision had ($1)"
    expect 0 newsarc search --format ids 'removed:"harbour master"' <<EOF
$id
EOF
    expect 1 newsarc search --format ids 'removed:ferry' </dev/null
    expect 0 newsarc search --format ids 'removed:ten' <<EOF
$id
EOF
    begin "was: does not care about the latest ($1)"
    expect 0 newsarc search --format ids 'was:ferry' <<EOF
$id
EOF
    begin "changed: ($1)"
    expect 0 newsarc search --format ids 'changed:title' <<EOF
$id
EOF
    expect 1 newsarc search --format ids 'changed:deck' </dev/null
    expect 1 newsarc search --format ids 'changed:any fares' </dev/null
    begin "revisions: ($1)"
    status 0 newsarc search --jsonl --expand --sort oldest 'ferry revisions:all'
    [ "$(wc -l <actual)" = 4 ] || fail "not every revision"
    status 0 newsarc search --jsonl --sort oldest 'ferry revisions:first'
    [ "$(wc -l <actual)" = 2 ] || fail "not the first of each"
    hasnt actual '"revision":2'
    hasnt actual '"revision":3'
    expect 0 newsarc search --count 'ferry' <<EOF
2
EOF
    expect 0 newsarc search --count 'removed:ten revisions:all' <<EOF
2
EOF
    begin "a tally counts them, too ($1)"
    status 0 newsarc facets source --json 'ferry revisions:all'
    has actual '"total":4'
}
both "volume and head"
newsarc seal >/dev/null
both "volumes"
begin "the archive is what it should be"
status 0 newsarc verify --full

begin "diff: the last two revisions"
expect 0 newsarc diff "$id" <<EOF
$id  revision 2 to 3

title:
Ferry sinks [-off the island-]{+in a storm+}

body:
...

The weather was [-calm, the «harbour master» said-]{+rough+}.

...
EOF
begin "diff: two that are named; looks make no difference"
expect 0 newsarc diff "$id" 1 2 <<EOF
$id  revision 1 to 2

body:
[-Ten-]{+Twelve+} people died when a ferry sank.

...
EOF
begin "diff --all: everything does"
status 0 newsarc diff --all "$id" 1 2
has actual 'Updated [-10-]{+11+}:[-15-]{+40+}'
has actual '[-"-]{+«+}harbour master[-"-]{+»+}'
begin "diff: from one to the latest, as JSON"
status 0 newsarc diff --json "$id" 1
has actual "\"id\":\"$id\",\"from\":1,\"to\":3"
has actual '{"field":"title","words_out":3,"words_in":3,"shortest":true,"runs":['
has actual '{"out":"off the island"}'
has actual '{"in":"in a storm"}'
begin "diff: nothing to tell"
status 1 newsarc diff "$other"
has stderr.txt "has one revision"
status 1 newsarc diff "$id" 2 2
has stderr.txt "nothing differs"
begin "diff and history: what is no article or revision"
status 5 newsarc diff "$id" 1 9
status 5 newsarc history ffffffffffffffff
status 2 newsarc diff "$id" x
status 2 newsarc history
begin "an ill-formed field is an error"
status 2 newsarc search changed:headline
has stderr.txt "changed: is title, deck, body"
status 2 newsarc search 'ferry revisions:old'
has stderr.txt "revisions: is latest, all or first"
begin "what changed is shown below a hit that was asked for it"
cat >past.jsonl <<'JSONL'
{"guid": "past", "title": "평양 마라톤 197명 참가", "body": "The pier stands. The mayor resigned on Monday after the vote.\n\nNothing else.", "source": "Past", "lang": "en"}
JSONL
newsarc import past.jsonl >/dev/null
sed 's/197명/265명/; s/resigned on Monday/left office/' past.jsonl >past2.jsonl
newsarc import past2.jsonl >/dev/null
changes() {
    status 0 newsarc search changed:title source:past
    has actual "    title: 평양 마라톤 [-197-]{+265+}명 참가"
    status 0 newsarc search removed:monday
    has actual "    body: The pier stands. The mayor [-resigned on Monday-]{+left office+} after the vote."
    status 0 newsarc search was:resign
    has actual "    body: The pier"
    status 0 newsarc search --no-snippet removed:monday
    hasnt actual "body:"
    status 0 newsarc search office source:past
    hasnt actual "    body:"
}
changes
newsarc seal >/dev/null
changes
begin "one page under several addresses is one hit"
cat >pages.jsonl <<JSONL
{"url": "https://www.example.org/storm/?utm_source=feed", "title": "Storm over the island", "body": "The storm took two boats from their moorings on Monday, and the harbour master counts the damage.", "published": "2025-07-01", "source": "Wire", "lang": "en"}
{"url": "http://m.example.org/storm/amp", "title": "Storm over the island", "body": "Live: all ferries are back in service after last night, says the company, and tickets stay valid until Friday.", "published": "2025-07-02", "source": "Wire", "lang": "en"}
{"url": "https://example.org/storm-2", "title": "Storm over the mainland", "body": "Roofs were torn off in the villages along the coast, where the wind reached its greatest strength at noon.", "published": "2025-07-03", "source": "Wire", "lang": "en"}
JSONL
newsarc import pages.jsonl >/dev/null
pages() {
    status 0 newsarc search --jsonl --sort newest title:storm after:2025-07
    [ "$(wc -l <actual)" = 2 ] || fail "not two hits"
    has actual '"similar":1,"same_page":["'
    status 0 newsarc search --format csv --sort newest title:storm after:2025-07
    [ "$(head -1 actual | tr ',' '\n' | wc -l)" = "$(sed -n 3p actual | sed 's/"[^"]*"//g' | tr ',' '\n' | wc -l)" ] || fail "columns"
    status 0 newsarc search --jsonl --expand title:storm after:2025-07
    [ "$(wc -l <actual)" = 3 ] || fail "not three articles"
    [ "$(grep -c '"same_page":\["' actual)" = 2 ] || fail "not two of one page"
    a=$(newsarc search --format ids url:m.example.org)
    b=$(newsarc search --format ids url:utm_source)
    status 0 newsarc show "$a"
    has actual "same page:  $b"
    status 0 newsarc show --json "$a"
    has actual "},\"same_page\":[\"$b\"]}"
    status 0 newsarc search --jsonl --expand "id:$b"
    has actual "\"same_page\":[\"$a\"]}"
    status 0 newsarc show "$b"
    has actual "same page:  $a"
}
pages
newsarc seal >/dev/null
pages
newsarc compact >/dev/null
pages
status 0 newsarc verify --full
done_testing
