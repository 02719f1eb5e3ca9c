#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
export NEWSARC_ARCHIVE="$PWD/a"

cat >ships.csv <<'EOF2'
Kopf;Inhalt;Tag;Nr
Die Alba ist da;Die Alba liegt am Kai.;2025-04-06;1
Kein Schiff;Heute kam kein Schiff.;2025-04-07;2
EOF2

begin "a dry run says what became what"
status 0 newsarc import --dry-run ships.csv
has stderr.txt "separated by semicolons, names in row 1"
has stderr.txt "body from Inhalt"
has stderr.txt "meta from"
status 0 newsarc import ships.csv --map title=Kopf --map published=Tag --map meta.number=Nr --map section= --dry-run --format jsonl
has stderr.txt "published from Tag"
has stderr.txt "title from Kopf"
has actual '"title":"Die Alba ist da","published":"2025-04-06"'

begin "an import says nothing of it"
expect 0 newsarc import --map title=Kopf --map published=Tag --map meta.number=Nr ships.csv <<'EOF2'
1 entries, 3 records: 2 added, 0 updated, 0 duplicates, 1 skipped, 0 quarantined
EOF2
hasnt stderr.txt Kopf
status 0 newsarc search --jsonl '"heute kam kein"'
has actual '"title":"Kein Schiff"'

begin "a field that there is none of"
status 2 newsarc import --map titel=Kopf ships.csv
has stderr.txt "did you mean title"
expect 2 newsarc import --dry-run --map titel=Kopf ships.csv </dev/null
status 2 newsarc import --map title ships.csv
has stderr.txt "FIELD=PATH"

begin "a column that is not there is an error, before anything is imported"
for dry in "" --dry-run; do
    # shellcheck disable=SC2086
    status 2 newsarc -A none import $dry --map title=Kopf --map body=Inhlat ships.csv
    has stderr.txt '--map: ships.csv: no column "Inhlat" for body; did you mean "Inhalt"? It has: Kopf, Inhalt, Tag, Nr'
done
[ "$(newsarc -A none search --count schiff)" = 0 ] || fail "something was imported"
status 2 newsarc -A none import --map title=9 ships.csv
has stderr.txt 'no column "9" for title'
begin "the same with the map mended: all of it"
expect 0 newsarc -A none import --map title=Kopf --map body=Inhalt ships.csv <<'EOF2'
1 entries, 3 records: 2 added, 0 updated, 0 duplicates, 1 skipped, 0 quarantined
EOF2
begin "a large table, many parsers: the error comes before its first row"
awk 'BEGIN { print "Kopf,Inhalt"; for (i = 0; i < 20000; i++) printf "Kopf %d,Der Text von %d ist lang genug.\n", i, i }' >large.csv
status 2 newsarc -A large import --jobs 3 --map title=Kpof large.csv
has stderr.txt 'did you mean "Kopf"'
[ "$(newsarc -A large search --count 'kopf*')" = 0 ] || fail "something was imported"
begin "of several tables one may lack it, when another came before that has it: a warning"
mkdir tables
cp ships.csv tables/1.csv
printf 'Titel;Text;Tag\nDie Beta ist da;Die Beta liegt am Kai.;2025-04-08\n' >tables/2.csv
status 0 newsarc -A several import --map title=Kopf tables
has actual "2 entries, 5 records: 3 added, 0 updated, 0 duplicates, 2 skipped, 0 quarantined"
has stderr.txt '--map: 2.csv: no column "Kopf" for title. It has: Titel, Text, Tag'
[ "$(grep -c -- '--map' stderr.txt)" = 1 ] || fail "said more than once"
[ "$(newsarc -A several search --count 'title:beta')" = 1 ] || fail "the other table is not read by its names"
begin "pointers are for JSON: a table beside it is read by its names"
mkdir both && cp ships.csv both/2.csv && echo '{"x":{"y":["Head"]},"text":"Words of it."}' >both/1.json
status 0 newsarc -A pointers import --map title=/x/y/0 both
has actual "3 added"

begin "JSON by pointers and dots; a key that is ignored"
echo '{"x":{"y":["Head"]},"text":"Words of it.","m":{"d":1743912000},"title":"Other"}' >one.json
status 0 newsarc import --dry-run --format jsonl --map title=/x/y/0 --map published=m.d one.json
has actual '"title":"Head","published":"2025-04-06T04:00:00Z"'
status 0 newsarc import --dry-run --format jsonl --map title= one.json
has actual '"title":""'

begin "a link that many rows or objects have is no article's own"
day='https://quay.example/2025-04-06/'
printf 'title,link,text\n' >day.csv
for n in 1 2 3 4; do
    printf 'Head %s,%s,"Text of number %s."\n' $n $day $n >>day.csv
    printf '{"title":"Line %s","url":"%s","body":"Text of line %s."}\n' $n $day $n
done >day.jsonl
{ echo '{"day":"2025-04-06","articles":['; sed 's/Line/Item/; $!s/$/,/' day.jsonl; echo ']}'; } >day.json
for kind in csv jsonl json; do
    newsarc -A day import day.$kind >actual
    has actual "4 added, 0 updated, 0 duplicates"
    newsarc -A day import day.$kind >actual
    has actual "0 added, 0 updated, 4 duplicates"
done
pass
begin "... and one that is a row's own makes the next text a revision"
printf 'title,link,text\nHead,%s1,Text.\nOther,%s2,More.\n' $day $day >own.csv
newsarc -A own import own.csv >actual
sed 's/More/Much more/' own.csv >own2.csv
newsarc -A own import own2.csv >actual
has actual "0 added, 1 updated, 1 duplicates"
pass

begin "a retry knows the map of its import"
printf '{"h":"A head","b":"Words.","text":"Other words."}\n{"h":"A head","b":"Words"\n' >two.jsonl
status 3 newsarc import --map title=h --map body=b two.jsonl
newsarc quarantine list --json >q.json
sed -n 's/.*"id": *\([0-9]*\).*/\1/p' q.json | head -1 >id
mkdir -p mine/ingest
cat >mine/ingest/mend.lua <<'LUA'
return { api = 1, kind = "ingest", name = "mend", match = { ext = "jsonl" }, split = "jsonl",
  probe = function() return 90 end,
  parse = function(rec, ctx) return { title = "mapped " .. ctx.map.title .. " " .. ctx.map.body } end }
LUA
NEWSARC_SCRIPTS=$PWD/mine:$NEWSARC_SCRIPTS
export NEWSARC_SCRIPTS
status 0 newsarc quarantine retry "$(cat id)"
status 0 newsarc search --jsonl mapped
has actual '"title":"mapped h b"'

begin "a row whose quote is never closed fails again when it is tried again, UTF-16 or not"
{ echo 'title,date,text'
  for i in 1 2 3; do printf '"Head %s",2024-05-0%s,"First line.\nSecond line %s."\n' $i $i $i; done
  printf '"Never closed,2024-05-09,text\nHead 5,2024-05-10,x\n'; } >open.csv
{ printf '\377\376'; awk '{ gsub(/./, "&\001"); printf "%s\n\001", $0 }' open.csv | tr '\001' '\000'; } >wide.csv
for table in open wide; do
    status 3 newsarc -A $table import $table.csv
    has actual "6 records: 4 added, 0 updated, 0 duplicates, 1 skipped, 1 quarantined"
    status 3 newsarc -A $table quarantine retry
    has actual "1 records: 0 added, 0 updated, 0 duplicates, 0 skipped, 1 quarantined"
    [ "$(newsarc -A $table search --count closed)" = 0 ] || fail "$table: pieced together with other rows"
done

begin "a cell of more than a MiB in one line, closed or not, is its row's alone"
cell=$(awk 'BEGIN { for (i = 0; i < 160000; i++) printf "a b c d " }')
printf 'title,text\nLong,"%s"\nShort,Words.\n' "$cell" >cell.csv
status 0 newsarc -A cell import cell.csv
has actual "3 records: 2 added, 0 updated, 0 duplicates, 1 skipped, 0 quarantined"
printf 'title,text\nLong,"%s\nShort,Words.\nLast,More words.\n' "$cell" >cell.csv
status 3 newsarc -A cell2 import cell.csv
has actual "4 records: 2 added, 0 updated, 0 duplicates, 1 skipped, 1 quarantined"

done_testing
