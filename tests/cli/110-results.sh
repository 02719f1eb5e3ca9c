#!/bin/sh
# SPDX-License-Identifier: MIT
# Results over time and by field: timeline, compare, facets.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need dd
# shellcheck source=tests/cli/fixture.sh
. "$NEWSARC_SOURCE/tests/cli/fixture.sh"
export NEWSARC_ARCHIVE="$PWD/a"
newsarc import news >/dev/null 2>&1

cat >facets.txt <<'EOF'
Quay Times  2  ███████████████████████████████████████████████████████   33.3 %
Wire        2  ███████████████████████████████████████████████████████   33.3 %
부두 통신   1  ███████████████████████████▌                              16.7 %
(none)      1  ███████████████████████████▌                              16.7 %
total       6
EOF
begin "sources of everything, wide characters in line"
expect 0 newsarc facets source <facets.txt
begin "the same from a volume"
newsarc seal >/dev/null
expect 0 newsarc facets source <facets.txt
begin "bars of # where the locale is not UTF-8"
expect 0 env LC_ALL=C "$NEWSARC" facets -n 1 source source:wire <<'EOF'
Wire   2  ############################################################  100.0 %
total  2
EOF
begin "the most frequent, and how many more"
expect 0 newsarc facets source -n 1 <<'EOF'
Quay Times    2  █████████████████████████████████████████████████████   33.3 %
(none)        1  ██████████████████████████▌                             16.7 %
(2 more)      3
total         6
EOF
begin "tags as JSON"
status 0 newsarc facets tag --json lamp
has actual '"field":"tag","total":1,"values":2,'
has actual '{"value":"harbour","count":1,"share":1}'
has actual '{"value":"light","count":1,"share":1}'
begin "months as CSV, undated last"
expect 0 sh -c '"$NEWSARC" facets month harbour OR port --csv | tr -d "\r"' <<'EOF'
value,count,share
2024-03,1,0.3333333333333333
2025-04,1,0.3333333333333333
,1,0.3333333333333333
EOF
begin "nothing found"
expect 1 newsarc facets source zzz </dev/null
status 1 newsarc timeline zzz
status 1 newsarc compare zzz yyy
status 1 newsarc timeline --json zzz
has actual '"total":0,"undated":0,'
begin "a field that is none"
status 2 newsarc facets autor harbour
has stderr.txt "autor: no such facet (did you mean author?)"
status 2 newsarc facets
status 2 newsarc facets colour
has stderr.txt "colour: no such facet; there are source, author, cites, lang, tag, year and month"

begin "timeline: empty months are shown or folded, the undated counted"
expect 0 newsarc timeline --by month <<'EOF'
2024-03  1  █████████████████████████████████▌
…  12 months without
2025-04  2  ███████████████████████████████████████████████████████████████████
2025-05  1  █████████████████████████████████▌
2025-06  1  █████████████████████████████████▌
undated  1
total    6
EOF
begin "options behind the words, -word excludes"
expect 0 newsarc timeline lang:en OR marathon -council --by year --spark <<'EOF'
2024 ▃█ 2025  5 by year, 1 undated
EOF
begin "... and a letter that is an option before them is told"
status 1 newsarc facets source harbour -n 2
has stderr.txt "-n excludes a word here; as an option: --limit, or before the query"
status 0 newsarc facets source harbour -q --limit 2
hasnt stderr.txt "excludes"
begin "a line of marks"
expect 0 newsarc timeline '' --spark --by month <<'EOF'
2024-03 ▄            █▄▄ 2025-06  6 by month, 1 undated
EOF
begin "the period that fits"
status 0 newsarc timeline --json marathon
has actual '"by":"day"'
has actual '{"period":"2025-04-06","from":"2025-04-06","count":1}'
begin "weeks have ISO names; per 1,000 of the archive"
expect 0 sh -c '"$NEWSARC" timeline harbour --by week --normalize --csv | sed -n "1,2p;\$p" | tr -d "\r"' <<'EOF'
period,from,count,archive,per_1000
2024-W09,2024-02-26,1,1,1000
2025-W14,2025-03-31,1,1,1000
EOF
status 2 newsarc timeline --by hour

begin "compare"
expect 0 newsarc compare 'harbour -lamp' council 평양 --by year <<'EOF'
year     harbour -lamp  council    평양
2024                 1        0       0
2025                 1        1       1
total                2        1       1

harbour -lamp  ██
council         █
평양            █
EOF
begin "compare as JSON"
status 0 newsarc compare harbour 마라톤 --by year --json --normalize
has actual '{"query":"harbour","total":2,"undated":0},'
has actual '{"period":"2024","from":"2024-01-01","counts":[1,0],"archive":1,"per_1000":[1000,0]},'
has actual '{"period":"2025","from":"2025-01-01","counts":[1,1],"archive":4,"per_1000":[250,250]}'
begin "compare as CSV: the same query twice is two columns"
expect 0 sh -c '"$NEWSARC" compare fog fog "a,b OR council" --csv --by year | tr -d "\r"' <<'EOF'
period,from,fog,fog (2),"a,b OR council"
2025,2025-01-01,0,0,1
EOF
begin "compare wants two"
status 2 newsarc compare harbour

begin "dates leave out the undated, and say so"
status 0 newsarc timeline 'source:wire after:2025'
has stderr.txt "undated articles that match but for the date: 1"

if script -qec true /dev/null >/dev/null 2>&1 </dev/null; then # a terminal can be had
    begin "colours on a terminal, as wide as it is, and none with NO_COLOR"
    tty() { script -qec "stty cols 40; $1 '$NEWSARC' facets source wire OR harbour" /dev/null >tty.txt </dev/null; }
    tty 'TERM=xterm'
    grep -q "$(printf '\033\\[')" tty.txt || fail "no colour"
    tty 'NO_COLOR=1'
    ! grep -q "$(printf '\033\\[')" tty.txt || fail "colour"
    tr -d '\r' <tty.txt | head -n 1 >line
    [ "$(wc -m <line)" = 40 ] || fail "not 39 columns: $(cat line)"
    pass
fi

begin "a damaged volume is named and left out: exit 3"
printf 'Chess\n\nA marathon of chess lasted all night in the harbour.\n' >chess.txt
newsarc import chess.txt >/dev/null
v=$(echo a/volumes/*.narc)
chmod u+w "$v"
index=$(tar tRf "$v" | sed -n 's/^block \([0-9]*\): index.db.zst$/\1/p')
printf 'xxxx' | dd of="$v" bs=1 seek=$(((index + 1) * 512 + 100)) conv=notrunc 2>/dev/null
status 3 newsarc facets source harbour
has actual "(none)  1"
has stderr.txt "volumes that could not be read and were not searched: 1: "
has stderr.txt "$(basename "$v")"
status 3 newsarc timeline council
status 3 newsarc compare harbour council --json
has actual '"damaged":1'
done_testing
