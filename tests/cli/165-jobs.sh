#!/bin/sh
# SPDX-License-Identifier: MIT
# However many parsers work, the archive is the same; what a dry run, --since and --stats say.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need awk tar
mkdir -p in mine/ingest
# Pages of very different cost, lines of a large file, an image, what breaks and what is empty.
awk 'BEGIN {
    for (i = 1; i <= 300; i++) {
        f = sprintf("in/%03d.html", i)
        day = i % 28 + 1
        printf "<html><head><title>Story %d</title><meta property=\"article:published_time\" content=\"2025-%02d-%02dT10:00:00Z\"></head><body><article>", i, i % 2 + 3, day > f
        n = i % 50 == 0 ? 2000 : i % 7
        for (k = 0; k <= n; k++) printf "<p>Paragraph %d of story %d has words enough to be one.</p>", k, i > f
        print "</article></body></html>" > f
        close(f)
    }
    for (i = 1; i <= 5000; i++)
        printf "{\"id\":\"%d\",\"title\":\"Line %d\",\"body\":\"The text of line %d\"}\n", i, i, i > "in/lines.jsonl"
    for (i = 1; i <= 120; i++) printf "bad %d\n", i > "in/z.fails"
}'
cat >mine/ingest/fails.lua <<'LUA'
return { api = 1, kind = "ingest", name = "fails", split = "lines", match = { ext = { "fails" } },
  parse = function(rec) if rec.index > 3 then error("again") end return { title = tostring(rec:text()) } end }
LUA
: >in/empty.txt
printf 'GIF89a' >in/x.gif
tar -czf in.tar.gz -C in .
NEWSARC_SCRIPTS=$PWD/mine:$NEWSARC_SCRIPTS
export NEWSARC_SCRIPTS NEWSARC_NOW=2025-06-01T00:00:00Z

for jobs in 1 2 5; do
    begin "with $jobs"
    expect 3 newsarc -A "a$jobs" import --no-seal --jobs $jobs in.tar.gz <<EOF
304 entries, 5422 records: 5303 added, 0 updated, 0 duplicates, 2 skipped, 117 quarantined
EOF
    newsarc -A "a$jobs" export '' | sed 's/"imported":"[^"]*"//' | sort >"export$jobs"
    newsarc -A "a$jobs" quarantine list --jsonl | sed 's/"\(first\|last\)_seen":"[^"]*"//g' >"failed$jobs"
done
begin "the same articles, and the same failures in the same order"
for jobs in 2 5; do
    cmp export1 export$jobs || fail "other articles with $jobs"
    cmp failed1 failed$jobs || fail "other failures with $jobs"
done
[ "$(grep -c '"code":"deferred"' failed1)" = 67 ] || fail "the reader was not given up after 50"
pass
begin "again: nothing"
status 3 newsarc -A a5 import --no-seal in.tar.gz
has actual " 0 added, 0 updated, 5303 duplicates"

begin "since"
status 3 newsarc -A s import --since 2025-04-10 in.tar.gz
has actual "5109 added"
has stderr.txt "--since 2025-04-10: 194 older skipped, 5003 undated taken"
newsarc -A s search --count 'before:2025-04-10' >actual || :
has actual 0
begin "since what is no date"
status 2 newsarc -A s import --since whenever in.tar.gz
begin "since so long ago, as queries write it"
day() { date -u -d "$1" +%F; }
for n in 3 10; do
    printf '{"title":"Day %s","date":"%s","body":"x"}\n' $n "$(day "$n days ago")"
done >ago.jsonl
printf '{"title":"Years","date":"%s","body":"x"}\n' "$(day '14 months ago')" >>ago.jsonl
for pair in 7d:1 2w:2 1m:2 1y:2 2y:3; do
    status 0 newsarc -A "ago-${pair%:*}" import --since "${pair%:*}" ago.jsonl
    has actual " ${pair#*:} added"
done
status 2 newsarc -A s import --since 7q ago.jsonl

begin "a dry run: what each reader would do"
status 3 newsarc import --dry-run in.tar.gz
has actual "... and "
grep -q '^html  *300  *300  *0  *0  *0  *2025-' actual || fail "no row of html"
grep -q '^fails  *120  *3 ' actual || fail "no row of fails"
status 3 newsarc import --dry-run --json in.tar.gz
has actual '"readers":['

begin "what it cost"
status 3 newsarc -A t import --stats in.tar.gz
has actual "records a second"
has actual "parsing"
status 3 newsarc -A t import --stats --json in.tar.gz
has actual '"stats":{"wall_ms":'
begin "much that is said too early"
mkdir much
cat >mine/ingest/much.lua <<'LUA'
return { api = 1, kind = "ingest", name = "much", match = { ext = { "much" } },
  parse = function(rec)
    if rec.name:find("001.much", 1, true) then for _ = 1, 2e7 do end end
    return { title = rec.name, body = ("word "):rep(200000) }
  end }
LUA
for i in $(seq 101 160); do echo "$i" >"much/$i.much"; done
echo first >much/001.much
status 0 newsarc import --dry-run --jobs 4 --format jsonl much
[ "$(grep -c '"verdict":"article"' actual)" = 61 ] || fail "not 61 articles"
head -1 actual | grep -q 001.much || fail "another order"

begin "no such number of jobs"
status 2 newsarc -A t import --jobs 0 in.tar.gz
done_testing
