#!/bin/sh
# SPDX-License-Identifier: MIT
# kill -9 at some moment of an import, again and again: what is stored is whole, and at the end
# nothing is lost and nothing twice.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/../lib.sh"
need timeout
export NEWSARC_ARCHIVE="$PWD/a"
cat >slow.lua <<'LUA'
return { api = 1, kind = "ingest", name = "slow", match = { ext = "slow" }, split = "lines", parse = function(rec)
  for _ = 1, 20000 do end
  return { title = rec:text(), body = ("word "):rep(50) .. tostring(rec:text()) }
end }
LUA
seq 1 8000 | sed 's/^/line /' >lines.slow
had=0 kills=0
for wait in 0.1 0.3 0.5 0.7 0.9 1.1 1.3 1.5; do
    begin "killed after $wait s"
    timeout -s KILL $wait "$NEWSARC" import --script slow.lua lines.slow >actual 2>stderr.txt </dev/null || kills=$((kills + 1))
    got=0
    newsarc verify --full >actual 2>stderr.txt || got=$?
    if [ $got != 5 ]; then # 5: killed before there was an archive
        [ $got = 0 ] || fail "verify: exit $got"
        now=$(newsarc search --count '') || now=0
        [ "$now" -ge "$had" ] || fail "$had articles, and then $now"
        had=$now
    fi
    [ $got = 0 ] || [ "$had" = 0 ] || fail "no archive any more"
    pass
done
begin "... it was, and the rest comes with the next"
[ $kills -gt 0 ] || fail "it never was"
status 0 newsarc import --script slow.lua lines.slow
[ "$(newsarc search --count '')" = 8000 ] || fail "$(newsarc search --count '') articles"
begin "nothing twice"
newsarc export '' | sed 's/.*"title":"\([^"]*\)".*/\1/' | sort | uniq -d >twice
[ ! -s twice ] || fail "$(head -1 twice)"
pass
done_testing
