#!/bin/sh
# SPDX-License-Identifier: MIT
# Ctrl-C ends a command at once, also in the middle of what C does for it.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/../lib.sh"
need timeout
export NEWSARC_ARCHIVE="$PWD/a"
newsarc init >/dev/null
slow=1000
[ -z "${ASAN_OPTIONS:-}" ] || slow=5000
interrupted() { # name, statements that never end
    begin "$1"
    cat >"$1.lua" <<LUA
return { api = 1, kind = "command", name = "$1", run = function(ctx)
  $2
end }
LUA
    from=$(date +%s%N) got=0
    timeout -s INT -k 20 1 "$NEWSARC" run "./$1.lua" >actual 2>stderr.txt </dev/null || got=$?
    took=$((($(date +%s%N) - from) / 1000000))
    [ $got = 124 ] || fail "exit $got of timeout: it ended by itself"
    [ $took -lt $((1000 + slow)) ] || fail "$took ms"
    pass
}
interrupted loop 'while true do end'
interrupted swallowed 'while true do pcall(function() while true do end end) end'
interrupted exponential 'string.find(("a"):rep(60), ("a*"):rep(20) .. "b")'
interrupted cubic 'string.find(("a"):rep(20000), ".-.-.-b")'
interrupted trim 'while true do string.gsub((" "):rep(2e5) .. "x", "%s+$", "") end'
interrupted scrape 'while true do ("<div "):rep(40000):match("<div.-class=.-</div>") end'
interrupted balanced 'while true do (("("):rep(60000)):find("%b()") end'
interrupted plain 'local s, n = ("a"):rep(2e6), ("a"):rep(1e6) .. "b" while true do s:find(n, 1, true) end'
interrupted empty 'while true do for _ in (("x"):rep(3e6)):gmatch("y*") do end end'
interrupted compare 'local a, b = ("x"):rep(4e6) .. "a", ("x"):rep(4e6) .. "b" while true do local _ = a < b end'
interrupted markup 'while true do html.parse(("<div>"):rep(300) .. ("<p>x"):rep(10000)) end'
interrupted selectors 'local d = html.parse(("<div><p>"):rep(150)) while true do d:select(("div "):rep(25) .. "b") end'
interrupted sort 'local l, t = ("x"):rep(1 << 20), {} for i = 1, 10000 do t[i] = l end table.sort(t)'
done_testing
