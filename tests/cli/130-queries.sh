#!/bin/sh
# SPDX-License-Identifier: MIT
# The commands that ship in scripts/query, over the sample bundle.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
export NEWSARC_ARCHIVE="$PWD/a" NEWSARC_NOW=1755500000
newsarc import "$NEWSARC_SOURCE/archive/sample.tar.gz" >/dev/null 2>&1 || :

begin "every one of them says what it does, and needs no archive for it"
for f in "$NEWSARC_SOURCE"/scripts/query/*.lua; do
    name=$(basename "$f" .lua)
    status 0 newsarc -A nowhere "$name" -h
    has actual "newsarc $name"
done

begin "sources: each outlet with its span"
status 0 newsarc sources --top 3
has actual "Koryo Courier    2014-04-14  2025-05-30"
[ "$(wc -l <actual)" = 4 ] || fail "not three outlets"
begin "sources of a query"
status 0 newsarc sources --jsonl marathon
has actual '{"articles":8,"share":"50.0 %","source":"Koryo Courier"'

begin "digest: the newest first"
status 0 newsarc digest --since 2025-06-01 --limit 2
has actual "Tide mill grinds flour after sixty-eight years"
[ "$(sed -n 2p actual | cut -c1-10)" = 2025-08-17 ] || fail "not the newest"
begin "digest under headings, as a page"
status 0 newsarc digest --since 2025-04-01 --until 2025-05-01 --by source --format html
has actual "<h2>Koryo Courier ("
hasnt actual "2025-05-30"
begin "digest of a time without articles says when there were some"
status 1 newsarc digest --since 1h
has stderr.txt "the newest article is of 2025-08-17"

begin "gaps: the longest first, none of what is usual"
expect 0 newsarc gaps --source "Koryo Courier" <<'TXT'
days  last before  first after  usual  source
2158  2019-04-08   2025-03-06     326  Koryo Courier
1129  2015-03-06   2018-04-09     326  Koryo Courier
TXT
begin "gaps: none that long"
status 1 newsarc gaps --min 5000
has stderr.txt "no stretch of 5000 days"
begin "gaps of no such outlet"
status 1 newsarc gaps --source nobody

begin "who cites whom"
status 0 newsarc who-cites
has actual "Koryo Courier       KCNA                  3  33.3 %"
begin "who cites one agency, most of all"
status 0 newsarc who-cites --of kcna --format csv
[ "$(head -n 2 actual | tr '\r\n' '  ')" = "source,cites,articles,share  Koryo Courier,KCNA,3,33.3 %  " ] ||
    fail "another order"
begin "who cites somebody nobody cites"
status 1 newsarc who-cites --of nobody

begin "the first mention of names"
status 0 newsarc first-mention "Kim Jong Un" marathon
has actual "2025-05-28  Kim Jong Un         1  Tumen Review   A destroyer at Nampo"
has actual "2014-04-14  marathon"
begin "the first mention by outlet, with the sentence"
status 0 newsarc first-mention --by source --snippet --jsonl Pyongyang
[ "$(grep -c '"snippet":"' actual)" = 4 ] || fail "not four outlets"
begin "a name that is not there, among others and alone"
status 0 newsarc first-mention marathon zzyzx
has stderr.txt "nothing mentions zzyzx"
status 1 newsarc first-mention zzyzx
begin "whose first mention?"
status 7 newsarc first-mention
has stderr.txt "whose first mention?"

begin "headlines: none changed, two texts did"
status 1 newsarc headlines
has stderr.txt "2 of 53 articles were revised"
status 0 newsarc headlines --body --jsonl
[ "$(grep -c '"after":"(the same)"' actual)" = 2 ] || fail "not two"
begin "headlines: one that was changed"
cat >one.jsonl <<'JSONL'
{"id": "1", "source": "Quay", "title": "Ferry late", "body": "The ferry came late.", "published": "2025-07-01"}
JSONL
sed 's/Ferry late/Ferry lost/; s/late\./late and empty./' one.jsonl >two.jsonl
newsarc import one.jsonl >/dev/null
newsarc import two.jsonl >/dev/null
status 0 newsarc headlines --body --source Quay --format md
has actual "| Ferry late | Ferry lost | 50 % |"
begin "a reading list of ids, of a file, of a query"
id=3109909644147c3f
status 0 newsarc reading-list "$id" --format html
has actual "<title>reading-list</title>"
has actual '<a href="https://'
printf '# mine\n%s worth it # really\n' "$id" >ids.txt
status 0 newsarc reading-list --from ids.txt --rows --format line
has actual "Koryo Courier	Pyongyang marathon returns after six years"
has actual "	$id	worth it"
status 0 newsarc reading-list --query marathon --limit 2 --full --format md
[ "$(grep -c '^## ' actual)" = 2 ] || fail "not two"
begin "a reading list with what is not there, and of nothing"
status 3 newsarc reading-list "$id" ffffff00
has stderr.txt "ffffff00: no such article"
status 7 newsarc reading-list
has stderr.txt "which articles?"
status 1 newsarc reading-list --query zzyzx
begin "it opens no file but that of its option"
status 7 newsarc reading-list --from /nonexistent
has stderr.txt "/nonexistent: No such file"
done_testing
