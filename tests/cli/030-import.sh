#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/cli/fixture.sh
. "$NEWSARC_SOURCE/tests/cli/fixture.sh"
export NEWSARC_ARCHIVE="$PWD/a"

begin "a dry run writes nothing"
status 0 newsarc import --dry-run news
[ ! -e a ] || fail "an archive was made"
has actual "Ferry to the islands"
has actual "ferry.txt"
has actual "skip"
begin "a dry run as JSON lines"
status 0 newsarc import --dry-run --format jsonl news
has actual '"verdict":"article"'
[ "$(grep -c '^{.*}$' actual)" = 7 ] || fail "not a line a record"

begin "a folder of four formats"
expect 0 newsarc import news <<'EOF'
5 entries, 7 records: 6 added, 0 updated, 0 duplicates, 1 skipped, 0 quarantined
EOF
begin "... where there was no archive: that one was made, and where"
has stderr.txt "$PWD/a: a new archive"
begin "again: duplicates"
expect 0 newsarc import news <<'EOF'
5 entries, 7 records: 0 added, 0 updated, 6 duplicates, 1 skipped, 0 quarantined
EOF
for kind in tar.gz tar.xz tar.bz2 tar; do
    begin "the same as $kind"
    tar -caf "news.$kind" -C news .
    status 0 newsarc import "news.$kind"
    has actual " 6 duplicates"
done
begin "from standard input"
newsarc import - <news.tar.gz >actual || fail "exit $?"
has actual " 6 duplicates"
pass

begin "... with a name"
newsarc -A c import --name in/harbour.json - <news/lighthouse.json >actual 2>stderr.txt || fail "exit $?"
has actual " 1 added"
newsarc -A c export >actual
has actual '"bundle":"harbour.json"'
pass
begin "what no reader takes: the next step is told"
printf 'a\001b\000c' | newsarc -A c import --dry-run - >actual 2>stderr.txt || :
has actual "--name FILE"
status 2 newsarc -A c import --name x.json news

begin "no such file"
expect 2 newsarc import nowhere.tar <<'EOF'
EOF
has stderr.txt "nowhere.tar: No such file"
begin "several inputs: the others are read, the worst status counts"
expect 2 newsarc import nowhere.tar news/ferry.txt <<'EOF'
1 entries, 1 records: 0 added, 0 updated, 1 duplicates, 0 skipped, 0 quarantined
EOF
begin "import what?"
status 2 newsarc import
begin "an unknown reader is named"
status 2 newsarc import --reader nosuch news
has stderr.txt nosuch
begin "a script that is not there: exit 2"
expect 2 newsarc import --script nowhere.lua news <<'EOF'
EOF
has stderr.txt nowhere.lua
begin "a script that does not load: exit 7 with file and line, nothing read"
printf 'return {\n  api = = 1\n}\n' >broken.lua
expect 7 newsarc import --script broken.lua news <<'EOF'
EOF
has stderr.txt "broken.lua:2: "
printf 'return { api = 1, kind = "ingest", name = "x", prase = 1 }\n' >broken.lua
status 7 newsarc import --script broken.lua news
has stderr.txt "broken.lua"
begin "one of the folders that does not load is a warning"
mkdir -p mine/ingest && cp broken.lua mine/ingest
(NEWSARC_SCRIPTS=$PWD/mine:$NEWSARC_SCRIPTS && newsarc -A c import news >actual 2>stderr.txt)
has stderr.txt "warning: broken.lua"
pass
begin "objects of a list are records: what is no article is skipped"
echo '[{"title": "A pier"}, {"name": "none"}, {"title": "A quay"}]' >list.json
status 0 newsarc -A c import list.json
has actual "3 records: 2 added, 0 updated, 0 duplicates, 1 skipped"
begin "broken JSON: one line, one column"
printf '{"title": "One"}\n{"title": "Two"\n' >broken.jsonl
status 3 newsarc -A c import broken.jsonl
newsarc -A c quarantine list --format line >actual
has actual "broken JSON in line 2, column "
hasnt actual "line 1"
begin "an unknown field has a nearest"
status 2 newsarc import --set sorce=X news
has stderr.txt "source"
begin "a zone that is none"
status 2 newsarc import --tz Mars news
begin "a limit that is none"
status 2 newsarc import --limit recrod=1M news
has stderr.txt "record?"
status 2 newsarc import --limit x=1 news
has stderr.txt "entries, expanded"

begin "a changed text is a revision"
sed -i 's/Fares stay as they were/Fares rise in spring/' news/ferry.txt
sed -i 's/The old one goes to the museum/Children may keep the old one/' news/lighthouse.json
status 0 newsarc import news/lighthouse.json
has actual " 1 updated"

begin "set fills, force replaces"
cat >plain.txt <<'EOF'
The bell of Saint Brannoc is back

The bell of Saint Brannoc hangs again in its tower after the repair.
EOF
status 0 newsarc import --set "source=Tower Gazette" --set published=2020-02-03 plain.txt
has actual " 1 added"
newsarc search --jsonl brannoc >hit || fail "not found"
has hit '"source":"Tower Gazette"'
has hit '"published":"2020-02-03"'

begin "counts as JSON"
status 0 newsarc import --json news/ferry.txt
has actual '"input":"news/ferry.txt"'
has actual '"records":1'

begin "show"
id=$(newsarc search --format ids lighthouse)
status 0 newsarc show "$id"
has actual "Lighthouse lamp goes electric"
has actual "Ivo Marren"
has actual "Quay Times"
has actual "$id"
begin "show takes a beginning of the id"
cp actual expected.txt
expect 0 newsarc show "$(echo "$id" | cut -c 1-10)" <expected.txt
begin "show as JSON"
status 0 newsarc show --json "$id"
has actual "\"id\":\"$id\""
has actual '"tags":["harbour","light"]'
begin "show an earlier revision"
status 0 newsarc show --revision 1 "$id"
has actual "The old one goes to the museum"
begin "the newest is the other one"
status 0 newsarc show "$id"
has actual "Children may keep the old one"
begin "a revision that is not there"
status 5 newsarc show --revision 9 "$id"
begin "provenance"
status 0 newsarc show --provenance "$id"
has actual "lighthouse.json"
begin "what said what, kept with the article and through sealing"
cat >ferry.html <<EOF
<html lang=en><title>Ferry late</title><meta property="og:title" content="Ferry late">
<meta name=author content="Nora Quill"><p>The ferry was late on Sunday, for the third time this month, and nobody knew why.
EOF
page=$(newsarc -A fields import --set section=Harbour --seal ferry.html >/dev/null && newsarc -A fields search --format ids ferry)
status 0 newsarc -A fields show --provenance "$page"
has actual "authors of author; lang of html lang; section of --set; title of"
status 0 newsarc -A fields show --json "$page"
has actual '"fields":{"authors":"author","lang":"html lang","section":"--set","title":"og:title"}'
begin "lines are wrapped"
long=$(newsarc search --format ids marathon)
newsarc show "$long" | awk 'length($0) > 80 { exit 1 }' || fail "a long line"
pass

begin "export: everything, oldest first"
status 0 newsarc export
[ "$(grep -c '^{"id":' actual)" = 7 ] || [ "$(grep -c '^{"id":' actual)" = 8 ] || fail "count"
sed -n 's/,"provenance":.*//; s/.*"published":"\([0-9-]*\).*/\1/p' actual >dates
sort -c dates || fail "not in order"
begin "export what a query finds, with the hash of its bundle"
status 0 newsarc export lighthouse
[ "$(wc -l <actual)" = 1 ] || fail "more than one"
sum=$(sha256sum news/lighthouse.json | cut -d ' ' -f 1)
has actual "\"bundle_sha256\":\"$sum\""
begin "export as csv"
status 0 newsarc export --format csv
has actual "id,revision,published"

begin "stats"
status 0 newsarc stats
has actual "articles"
begin "what an export gave is read again"
newsarc export >out.jsonl
status 0 newsarc -A b import out.jsonl
has actual " 0 quarantined"
done_testing
