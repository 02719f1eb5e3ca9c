#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
export NEWSARC_ARCHIVE="$PWD/a" NEWSARC_NOW=1755500000
newsarc import "$NEWSARC_SOURCE/archive/sample.tar.gz" >/dev/null 2>&1 || :
newsarc seal >/dev/null
mkdir -p mine/rank mine/query
NEWSARC_SCRIPTS=$PWD/mine:$NEWSARC_SCRIPTS
export NEWSARC_SCRIPTS
rank() { printf 'return { api = 1, kind = "rank", name = "%s", %s }\n' "$1" "$2" >"mine/rank/$1.lua"; }

begin "by age: the newest of the best first"
rank newest 'rank = function(h) return tonumber((h.published:gsub("%D", ""):sub(1, 8))) end'
status 0 newsarc search -n 3 --format csv --rank newest marathon
sed -n 's/.*\(20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]\).*/\1/p' actual >dates
sort -r dates | cmp -s - dates || fail "not by date"
newsarc search -n 1 --format ids --rank newest marathon >first
newsarc search -n 1 --format ids --sort newest marathon >want
cmp -s first want || fail "not the newest"
begin "offset and limit count in the new order"
newsarc search -n 0 --format ids --rank newest marathon >all
newsarc search -n 2 --offset 3 --format ids --rank newest marathon >some
sed -n 4,5p all | cmp -s - some || fail "other hits"
newsarc search -n 0 --format ids marathon | sort >plain
sort all | cmp -s - plain || fail "not the same hits"
begin "the script that ships"
status 0 newsarc search --rank fresh --json -n 2 marathon
has actual '"score":'
begin "only the first ones, when it says so"
rank two 'top = 2, source = { ["Meridian Wire"] = 100 }'
newsarc search -n 0 --format ids marathon | sed -n '3,$p' >rest.txt
newsarc search -n 0 --format ids --rank two marathon | sed -n '3,$p' | cmp -s - rest.txt || fail "more than two moved"
begin "a ranking that fails on some hits: told once, and they stay"
rank bad 'rank = function(h) if h.source == "Koryo Courier" then while true do end end return h.score end'
status 0 newsarc search -n 0 --rank bad --format ids marathon
[ "$(wc -l <actual)" = 16 ] || fail "hits are missing"
[ "$(grep -c 'bad.lua:1: more than 100000 instructions' stderr.txt)" = 1 ] || fail "not told once"
begin "in a command"
cat >mine/query/best.lua <<'LUA'
return { api = 1, kind = "command", name = "best", run = function(ctx)
  for a in ctx.archive:search { query = "marathon", rank = "newest", limit = 1 } do print(a.id) end
end }
LUA
expect 0 newsarc best <first
begin "no such script, one of another kind, one that is wrong"
status 2 newsarc search --rank nosuch marathon
has stderr.txt 'no script "nosuch" in the rank/ folders'
status 7 newsarc search --rank mine/query/best.lua marathon
has stderr.txt "of kind 'command', not 'rank'"
rank wrong 'recncy = {}'
status 7 newsarc search --rank wrong marathon
has stderr.txt "did you mean 'recency'?"
begin "an order of its own"
status 2 newsarc search --rank fresh --sort newest marathon
status 2 newsarc search --rank fresh --count marathon
done_testing
