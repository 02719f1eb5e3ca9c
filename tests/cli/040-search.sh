#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/cli/fixture.sh
. "$NEWSARC_SOURCE/tests/cli/fixture.sh"
export NEWSARC_ARCHIVE="$PWD/a"
newsarc import news >/dev/null

begin "a word"
status 0 newsarc search breakwater
has actual "Council votes on the breakwater"
has actual "**breakwater**"
begin "nothing found"
expect 1 newsarc search zeppelin <<'EOF'
EOF
begin "count"
expect 0 newsarc search --count harbour <<'EOF'
2
EOF
begin "count of nothing"
expect 1 newsarc search --count zeppelin <<'EOF'
0
EOF
begin "an empty query counts everything"
expect 0 newsarc search --count '' <<'EOF'
6
EOF
begin "exclusion behind the first word"
expect 0 newsarc search --count harbour -marathon <<'EOF'
1
EOF
begin "an option in full is one behind the words, too"
expect 0 newsarc search harbour --count -marathon <<'EOF'
1
EOF
status 0 newsarc search harbour --format ids --sort newest
[ "$(grep -c '^[0-9a-f]*$' actual)" = 2 ] || fail "not two ids"
status 0 newsarc export lang:ko --format csv
has actual "id,revision,published"
begin "-- ends the options; what is none is a word"
expect 1 newsarc search --count -- harbour --count <<'EOF'
0
EOF
expect 0 newsarc search --count harbour --marathon <<'EOF'
1
EOF
begin "a first word with a dash"
status 2 newsarc search -zeppelin
has stderr.txt "stands behind --"
expect 0 newsarc search --count -- -harbour <<'EOF'
4
EOF
begin "an option that is a field"
status 2 newsarc search --source Wire fog
has stderr.txt "source:"
begin "a phrase, as the shell leaves it"
expect 0 newsarc search --count '"swing bridge"' <<'EOF'
1
EOF
begin "words near each other, as the shell leaves them"
expect 0 newsarc search --count bridge NEAR/1 swing <<'EOF'
1
EOF
expect 1 newsarc search --count bridge PRE/1 swing <<'EOF'
0
EOF
expect 0 newsarc search --count '"bridge swing"~0' <<'EOF'
1
EOF
expect 0 newsarc search --count swing /s bridge <<'EOF'
1
EOF
status 2 newsarc search 'swing NEAR/5 -bridge'
has stderr.txt "             ^"
has stderr.txt "write -(a NEAR/5 b)"
begin "Korean inside a word"
expect 0 newsarc search --count 마라톤 <<'EOF'
1
EOF
begin "fields and dates"
expect 0 newsarc search --count 'source:wire after:2025' <<'EOF'
1
EOF
has stderr.txt "undated articles that match but for the date: 1"
begin "an address by its host"
expect 0 newsarc search --count url:quay.example <<'EOF'
2
EOF
begin "a field with a slip: which is meant?"
status 1 newsarc search titel:marathon
has stderr.txt "did you mean title:?"
begin "punctuation is no error"
for q in '(' '"' '***' 'a:b:c' '-' 'AND' ')(' '"unclosed'; do
    got=0
    newsarc search --count "$q" >actual 2>stderr.txt || got=$?
    [ $got -le 1 ] || fail "$q: exit $got"
done
pass

begin "a bad date: a message, a caret, exit 2"
expect 2 newsarc search 'harbour after:2025-13' <<'EOF'
EOF
has stderr.txt "harbour after:2025-13"
grep -q '^ *^' stderr.txt || fail "no caret"
begin "an order that is none"
status 2 newsarc search 'harbour sort:best'
status 2 newsarc search --sort best harbour

begin "newest first"
status 0 newsarc search --sort newest --format line -n 0 ''
sed -n 's/^[0-9a-f]*	\([0-9]*-[0-9]*-[0-9]*\).*/\1/p' actual >dates
sort -rc dates || fail "not in order"
begin "oldest first is the reverse for the dated"
status 0 newsarc search --sort oldest --format line -n 0 ''
sed -n 's/^[0-9a-f]*	\([0-9]*-[0-9]*-[0-9]*\).*/\1/p' actual >dates
sort -c dates || fail "not in order"

begin "ids"
status 0 newsarc search --format ids -n 0 harbour
[ "$(grep -c '^[0-9a-f]\{16\}$' actual)" = 2 ] || fail "not two ids"
begin "limit and offset cut the same list"
cp actual all
: >pieces
for o in 0 1; do newsarc search --format ids -n 1 --offset $o harbour >>pieces; done
cmp -s all pieces || fail "they differ"
pass

begin "json: the whole answer"
status 0 newsarc search --json harbour
has actual '"schema":1'
has actual '"total":2'
has actual '"total_is_exact":true'
has actual '"highlights":[['
begin "jsonl: a hit a line"
status 0 newsarc search --jsonl harbour
[ "$(grep -c '^{"id":".*}$' actual)" = 2 ] || fail "not two lines"
if command -v sqlite3 >/dev/null; then
    begin "both are JSON"
    newsarc search --json harbour >one.json
    newsarc search --jsonl harbour >many.jsonl
    [ "$(sqlite3 :memory: "SELECT json_array_length(readfile('one.json'), '\$.hits')")" = 2 ] ||
        fail "json"
    while read -r line; do
        printf '%s' "$line" >line.json
        [ "$(sqlite3 :memory: "SELECT json_valid(readfile('line.json'))")" = 1 ] || fail "jsonl"
    done <many.jsonl
    pass
    begin "highlights are bytes of the snippet"
    newsarc search --json breakwater >one.json
    expect 0 sqlite3 :memory: "WITH h AS (SELECT readfile('one.json') AS j) SELECT
      lower(CAST(substr(CAST(json_extract(j, '\$.hits[0].snippet') AS BLOB),
      json_extract(j, '\$.hits[0].highlights[0][0]') + 1,
      json_extract(j, '\$.hits[0].highlights[0][1]')
      - json_extract(j, '\$.hits[0].highlights[0][0]')) AS TEXT)) FROM h" <<'EOF'
breakwater
EOF
fi
begin "csv has a header and a row a hit"
status 0 newsarc search --format csv harbour
has actual "id,revision,published"
begin "a date with its zone"
status 0 newsarc search --no-snippet swing
has actual "  2025-04-06 09:30 +09:00  "
status 0 newsarc digest --since 2025-05 --format csv
has actual "2025-05-12,08:00,"
begin "no snippet"
status 0 newsarc search --no-snippet --format text harbour
[ "$(wc -l <actual)" = 2 ] || fail "more than a line a hit"

if script -qec true /dev/null >/dev/null 2>&1 </dev/null; then # a terminal can be had
    begin "on a terminal lines fit, and nothing found is said"
    script -qec "stty cols 60; NO_COLOR=1 '$NEWSARC' search harbour" /dev/null </dev/null |
        tr -d '\r' >actual
    has actual "    **harbour**"
    [ "$(wc -L <actual)" -le 60 ] || fail "a long line"
    script -qec "'$NEWSARC' search zeppelin" /dev/null </dev/null >actual || :
    has actual "nothing found"
    pass
fi

begin "the same in a volume"
newsarc search --format line -n 0 harbour >head.txt
newsarc seal >/dev/null
expect 0 newsarc search --format line -n 0 harbour <head.txt
begin "whoever stops reading sees no error"
i=0
while [ $i -lt 400 ]; do
    printf '{"title": "Tide table %d", "body": "High water %d at noon, low water %d later."}\n' $i $i $i
    i=$((i + 1))
done >tides.jsonl
newsarc import tides.jsonl >/dev/null
newsarc export 2>stderr.txt | head -n 1 >actual
newsarc search --jsonl -n 0 water 2>>stderr.txt | head -n 1 >>actual
[ ! -s stderr.txt ] || fail "an error"
[ "$(wc -l <actual)" = 2 ] || fail "nothing read"
pass
begin "control characters do not reach the output"
printf 'A title with \033[31mred\033[0m in it\n\nThe body of zygote news has \033]0;x\007 too.\n' >evil.txt
newsarc import evil.txt >/dev/null
status 0 newsarc search zygote
if grep -q "$(printf '\033')" actual; then fail "an escape"; fi
done_testing
