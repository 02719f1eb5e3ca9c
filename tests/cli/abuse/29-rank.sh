#!/bin/sh
# SPDX-License-Identifier: MIT
# A ranking that spins, hogs memory or gives nonsense on some hits: these keep their place, it is
# told once, and the search answers.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/../lib.sh"
export NEWSARC_ARCHIVE="$PWD/a"
mkdir -p in mine/rank
NEWSARC_SCRIPTS=$PWD/mine
export NEWSARC_SCRIPTS
i=0
while [ $i -lt 200 ]; do
    echo "{\"title\": \"Lamp $i\", \"body\": \"A lamp in tower $i.\", \"source\": \"Tower\"}"
    i=$((i + 1))
done >in/lamps.jsonl
NEWSARC_SCRIPTS=$NEWSARC_SOURCE/scripts newsarc import in >/dev/null
newsarc search -n 0 --format ids lamp | sort >want
[ "$(wc -l <want)" = 200 ] || fail "no archive"
ranked() { # WHAT, told, statements for hit 3
    begin "$1"
    cat >mine/rank/bad.lua <<LUA
local n = 0
return { api = 1, kind = "rank", name = "bad", rank = function(h)
  n = (n or 0) + 1
  if n == 3 then $3 end
  return h.score
end }
LUA
    status 0 timeout 60 "$NEWSARC" search -n 0 --format ids --rank bad lamp
    sort actual | cmp -s - want || fail "other hits"
    [ -z "$2" ] || [ "$(grep -c "$2" stderr.txt)" = 1 ] || fail "not told once"
}
ranked "it spins" instructions 'while true do end'
ranked "it spins in pcall" instructions 'while true do pcall(function() while true do end end) end'
ranked "a pattern without end" instructions '("a"):rep(60):find(("a*"):rep(20) .. "b")'
ranked "memory" 'bad.lua:4' 'local t = {} for i = 1, 1e9 do t[i] = ("x"):rep(1e6) .. i end'
ranked "an error" 'no light' 'error("no light")'
ranked "a table" 'bad.lua' 'return {}'
ranked "not a number" '' 'return 0 / 0'
ranked "infinity" '' 'return math.huge'
ranked "a yield" 'bad.lua' 'coroutine.yield(1)'
done_testing
