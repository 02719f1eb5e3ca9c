#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need tar zstd
export NEWSARC_ARCHIVE="$PWD/a"

article() { # KEY DAY BODY
    printf '{"id":"%s","source":"Test","title":"Title %s","date":"2024-01-%02d","body":"%s"}\n' \
        "$1" "$1" "$2" "$3"
}

begin "nothing to compact"
newsarc init >/dev/null
expect 0 newsarc compact <<'EOT'
nothing to compact
EOT
begin "no operands"
status 2 newsarc compact x

for k in 1 2 3 4 5; do
    for d in 3 9 17 25; do article "k$k.$d" "$((d - k + 3))" "Gate number $k was passed on day $d."; done >f.jsonl
    newsarc import --seal f.jsonl >/dev/null 2>&1
done
article k1.3 5 "Gate number one was corrected." >f.jsonl
newsarc import --seal f.jsonl >/dev/null 2>&1
begin "six volumes"
newsarc volumes --json >actual
[ "$(grep -o '"name":' actual | wc -l)" = 6 ] || fail "not six"
pass
newsarc search --format ids -n 50 gate | sort >before
newsarc export '' | sort >export1
begin "what it would do, and nothing is done"
status 0 newsarc compact --dry-run
has actual "would compact 6 volumes of"
[ "$(sed -n 2p actual | tr -s ' ' | cut -d' ' -f2-5)" = "6 21 0 1" ] || fail "another row"
status 0 newsarc compact --dry-run --json
has actual '"articles":21,"removed":0,'
has actual '"left":0}'
most=$(grep -o '"bytes":[0-9]*' actual | cut -d: -f2)
[ "$(find a/volumes -type f | wc -l)" = 6 ] || fail "files changed"
begin "compact"
status 0 newsarc compact --json
[ "$(grep -o '"bytes":[0-9]*' actual | cut -d: -f2)" -le "$most" ] || fail "more than $most"
has actual '"merged":6'
has actual '"volumes":1'
has actual '"articles":21'
begin "one file is left"
[ "$(find a/volumes -type f | wc -l)" = 1 ] || fail "other files"
pass
begin "the same is found"
newsarc search --format ids -n 50 gate | sort >after
cmp -s before after || fail "another answer"
pass
begin "the same is exported"
newsarc export '' | sort | cmp -s export1 - || fail "another export"
pass
begin "verify --full"
status 0 newsarc verify --full
begin "every text is kept, by date"
v=$(echo a/volumes/*.narc)
tar xOf "$v" articles.jsonl.zst | zstd -dcq >lines
[ "$(wc -l <lines)" = 21 ] || fail "lines"
grep -o '"published":"2[^"]*"' lines >dates
sort -c dates || fail "order"
has lines "Gate number 1 was passed on day 3."
pass
begin "and known again"
article k1.3 5 "Gate number 1 was passed on day 3." >f.jsonl
status 0 newsarc import f.jsonl
has actual "1 duplicates"
begin "again: nothing to do"
status 0 newsarc compact
has actual "nothing to compact"
expect 0 newsarc compact --dry-run <<'EOT'
nothing to compact
EOT
begin "--best"
status 0 newsarc compact --best
has actual "compacted 1 volume of"
begin "--best again"
status 0 newsarc compact --best
has actual "nothing to compact"
begin "verify --full behind it"
status 0 newsarc verify --full

begin "import compacts by itself, now and then"
for k in 1 2 3 4 5 6 7; do
    article "m$k" "$k" "Gate by gate, $k." >f.jsonl
    newsarc import --seal f.jsonl >out 2>&1
done
has out "compacted 8 volumes into 1"
[ "$(find a/volumes -type f | wc -l)" = 1 ] || fail "files"
pass
begin "verify --full in the end"
status 0 newsarc verify --full
begin "records that were kept are kept"
article o1 1 "The first of two gates." >f.jsonl
article o2 2 "The second of two gates." >g.jsonl
newsarc -A o import --keep-originals --seal f.jsonl >/dev/null 2>&1
newsarc -A o import --keep-originals --seal g.jsonl >/dev/null 2>&1
newsarc -A o compact >out
has out "compacted 2 volumes"
for f in f g; do
    id=$(newsarc -A o search --format ids "$([ $f = f ] && echo first || echo second)")
    newsarc -A o show --original "$id" >original
    [ "$(cat original)" = "$(cat $f.jsonl)" ] || fail "another record: $(cat original)"
done
pass
begin "verify --full of it"
status 0 newsarc -A o verify --full
begin "a damaged volume stays, and is named"
article n1 1 "Another one." >f.jsonl
newsarc import --seal f.jsonl >/dev/null 2>&1
v=$(find a/volumes -type f | sort | tail -n 1)
chmod u+w "$v"
printf 'x' | dd of="$v" bs=1 seek=700 conv=notrunc 2>/dev/null
status 4 newsarc compact
has stderr.txt "$(basename "$v")"
[ "$(find a/volumes -type f | wc -l)" = 2 ] || fail "files"

done_testing
