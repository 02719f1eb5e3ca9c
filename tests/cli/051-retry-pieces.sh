#!/bin/sh
# SPDX-License-Identifier: MIT
# Pieces of large files in quarantine are read again without the file: rows of tables know
# their columns, elements what they stood in, items of long feeds their feed.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need awk
mkdir -p mine/filter
NEWSARC_SCRIPTS=$NEWSARC_SOURCE/scripts:$PWD/mine
export NEWSARC_SCRIPTS
# What the filter refuses is in quarantine, whatever reader it came from.
refuse() {
    cat >mine/filter/refuse.lua <<'LUA'
return { api = 1, kind = "filter", name = "refuse",
  filter = function(a) if (a.title or ""):find("BAD") then return false, "refused" end end }
LUA
}
# check NAME ADDED BAD FILE: so many come, so many are refused; and they come without the file
check() {
    refuse
    status 3 newsarc -A "$1.d" import "$4"
    has actual " $2 added"
    has actual " $3 quarantined"
    rm -f "$4" mine/filter/refuse.lua
    status 0 newsarc -A "$1.d" quarantine retry
    has actual " $3 added, 0 updated, 0 duplicates, 0 skipped, 0 quarantined"
    [ "$(newsarc -A "$1.d" quarantine list --format ids 2>/dev/null | wc -l)" = 0 ] || fail "still there"
}

for rows in 20 6000; do
    begin "rows of a table of $rows"
    awk -v n=$rows 'BEGIN { print "Nummer;Titel;Inhalt;Datum"; for (i = 1; i <= n; i++)
        printf "%d;%s %d;Der Text von Nummer %d, mit Komma.;%02d.03.2025\n", i, (i % 7 ? "Titel" : "BAD Titel"), i, i, 1 + i % 28 }' >t.csv
    bad=$((rows / 7))
    check "t$rows" $((rows - bad)) $bad t.csv
    newsarc -A "t$rows.d" export --format jsonl >all.jsonl
    grep '"title":"BAD Titel 14"' all.jsonl >row || fail "no row 14"
    has row '"body":"Der Text von Nummer 14, mit Komma."'
    has row '"published":"2025-03-15"'
    has row '"meta":{"Nummer":"14"}'
    has row '"record":15'
done
begin "rows in another charset, from a pipe, of a table without names"
awk 'BEGIN { for (i = 1; i <= 40; i++) printf "https://quay.example/%d\t%s auf K\374ste %d\t2025-03-%02d\n", i, (i % 9 ? "Ein Schiff" : "BAD Schiff"), i, 1 + i % 28 }' >p.tsv
cp p.tsv q.tsv
check p 36 4 p.tsv
newsarc -A p.d export --format jsonl >all.jsonl
has all.jsonl '"title":"BAD Schiff auf Küste 18"'
refuse
newsarc -A q.d import --reader csv - <q.tsv >actual 2>stderr.txt || :
has actual " 36 added"
rm mine/filter/refuse.lua
status 0 newsarc -A q.d quarantine retry
has actual " 4 added"

for rows in 30 900; do
    begin "pages of a dump of $rows"
    awk -v n=$rows 'BEGIN { print "<mediawiki xml:lang=\"en\"><siteinfo><sitename>Wikinews</sitename></siteinfo>"
        for (i = 1; i <= n; i++) printf "<page><title>%s %d</title><ns>0</ns><id>%d</id><revision><id>%d</id><timestamp>2025-04-06T10:00:00Z</timestamp><text>The ferry of hour %d sails again, the harbour office wrote on its board.</text></revision></page>\n",
            (i % 10 ? "Page" : "BAD page"), i, i, i, i
        print "</mediawiki>" }' >enwikinews-x.xml
    check "w$rows" $((rows - rows / 10)) $((rows / 10)) enwikinews-x.xml
done

begin "items of a long feed"
awk 'BEGIN { print "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>The Quay</title><link>https://quay.example/</link>"
    for (i = 1; i <= 1200; i++) printf "<item><title>%s %d</title><guid isPermaLink=\"false\">g%d</guid><description>The text of item %d is this.</description></item>\n", "Item", i, i, i
    print "</channel></rss>" }' >long.xml
cat >mine/filter/refuse.lua <<'LUA'
return { api = 1, kind = "filter", name = "refuse",
  filter = function(a) if (a.title or ""):find(" [67]%d%d$") then error("broken") end end }
LUA
status 3 newsarc -A f.d import long.xml
has actual "0 skipped, 1 quarantined"
rm long.xml mine/filter/refuse.lua
status 0 newsarc -A f.d quarantine retry
[ "$(newsarc -A f.d search --count 'source:quay')" = 1200 ] || fail "not all of them, or not with their source"
begin "of a long JSON Feed"
awk 'BEGIN { printf "{\"version\":\"https://jsonfeed.org/version/1\",\"title\":\"The Quay\",\"items\":["
    for (i = 1; i <= 1200; i++) printf "%s\n{\"id\":\"g%d\",\"title\":\"Item %d\",\"content_text\":\"The text of item %d is this.\"}", (i > 1 ? "," : ""), i, i, i
    print "]}" }' >long.json
cat >mine/filter/refuse.lua <<'LUA'
return { api = 1, kind = "filter", name = "refuse",
  filter = function(a) if (a.title or ""):find(" [67]%d%d$") then error("broken") end end }
LUA
status 3 newsarc -A g.d import long.json
has actual "0 skipped, 1 quarantined"
rm long.json mine/filter/refuse.lua
status 0 newsarc -A g.d quarantine retry
[ "$(newsarc -A g.d search --count 'source:quay')" = 1200 ] || fail "not all of them, or not with their source"

for rows in 8 2000; do
    begin "WARC records, mails, lines and objects of JSON: $rows of each"
    mkdir in
    awk -v n=$rows 'BEGIN { for (i = 1; i <= n; i++) {
        what = i % 4 ? "Note" : "BAD note"
        body = what " " i "\n\nThe tide of hour " i " is high."
        printf "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:%d>\r\nWARC-Target-URI: https://quay.example/%d.txt\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", i, i, length(body), body > "in/a.warc"
        printf "From a Mon Jan  1 10:00:00 2024\nFrom: A <a@b.example>\nMessage-ID: <%d@b>\nSubject: %s %d\n\nThe mail of hour %d.\n\n", i, what, i, i > "in/b.mbox"
        printf "{\"title\":\"%s %d\",\"body\":\"The line of hour %d.\"}\n", what, i, i > "in/c.jsonl"
        printf "%s\"k%d\":{\"title\":\"%s %d\",\"body\":\"The object of hour %d.\"}", (i > 1 ? "," : "{"), i, what, i, i > "in/d.json"
    }
    print "}" > "in/d.json" }'
    refuse
    status 3 newsarc -A "x$rows.d" import in
    has actual " $((rows * 3)) added"
    has actual " $rows quarantined"
    rm -r in mine/filter/refuse.lua
    status 0 newsarc -A "x$rows.d" quarantine retry
    has actual " $rows added, 0 updated, 0 duplicates, 0 skipped, 0 quarantined"
    newsarc -A "x$rows.d" export --format jsonl >all.jsonl
    has all.jsonl '"key":"k8"'
    has all.jsonl '"url":"https://quay.example/8.txt"'
done
done_testing
