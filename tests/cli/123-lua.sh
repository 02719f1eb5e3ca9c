#!/bin/sh
# SPDX-License-Identifier: MIT
# newsarc lua: Lua typed by hand, read-only, over the archive.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/cli/fixture.sh
. "$NEWSARC_SOURCE/tests/cli/fixture.sh"
XDG_STATE_HOME=$PWD/state
export XDG_STATE_HOME
export NEWSARC_ARCHIVE="$PWD/a"
newsarc import news >/dev/null

begin "from a pipe"
echo 'archive:count("harbour")' | newsarc lua >actual
[ "$(cat actual)" = 2 ] || fail "not 2"
pass
begin "expressions, behind = too, and statements; globals stay"
expect 0 newsarc lua -e '1 + 1' -e '= 2, "two"' -e 'x = { 3 }' -e 'x' -e 'print(x[1])' -e 'nil' <<'EOF'
2
2	two
{ 3 }
3
nil
EOF
begin "tables, in their order and short"
expect 0 newsarc lua -e '{ b = 1, a = { "x\n", [7] = 1 }, 5, ["c d"] = true }' <<'EOF'
{ 5, a = { "x\n" }, b = 1, ["c d"] = true }
EOF
begin "a search: its first rows"
status 0 newsarc lua -e 'archive:search { query = "", sort = "oldest" }'
has actual "  2024-03-02  Ferry to the islands runs again"
begin "... or none"
expect 0 newsarc lua -e 'archive:search("nosuchword")' <<'EOF'
nothing found
EOF
begin "ctx, out and the modules are there"
expect 0 newsarc lua -e 'out:row { a = 1, b = "x" }' -e 'ctx.archive:count("fog")' -e 'text.trim("  x ")' -e 'html.parse("<p>a</p>"):text()' <<'EOF'
1  x
1
x
a
EOF
begin "lines that go on"
cat >typed.lua <<'EOF'
for i = 1, 2 do
  print(i)
end
local s = [[
two
lines]]; print(#s)
EOF
"$NEWSARC" lua <typed.lua >actual 2>stderr.txt
printf '1\n2\n9\n' >expected
cmp -s actual expected || fail "another output"
pass
begin "what fails does not end it, but is the status"
printf '%s\n' 'nosuch.field' '1 + 1' >typed.lua
got=0
"$NEWSARC" lua <typed.lua >actual 2>stderr.txt || got=$?
[ "$got" = 7 ] || fail "exit $got"
[ "$(cat actual)" = 2 ] || fail "ended"
has stderr.txt "attempt to index a nil value (global 'nosuch')"
pass
begin "it is as closed as a script: no files, no end to memory"
status 7 newsarc lua -e 'io.open("x", "w")'
has stderr.txt "not available"
begin "... memory"
status 7 newsarc lua -e 't = { } for i = 1, 1e9 do t[i] = { } end' -e 'print(t)'
has stderr.txt "MiB of memory"
has actual "nil"
begin "control characters do not reach the terminal"
status 0 newsarc lua -e '"a\27[31mb"'
if grep -q "$(printf '\033')" actual; then fail "an escape"; fi
begin "what is not finished"
status 7 newsarc lua -e 'f('
has stderr.txt "not finished"
echo 'x = {' | newsarc lua >actual 2>stderr.txt && fail "status 0"
has stderr.txt "ends within"
begin "without an archive, where none was named, there are the modules"
mkdir empty
status 0 sh -c "cd empty && env -u NEWSARC_ARCHIVE \"$NEWSARC\" lua -e 'text.trim(\" x \")'"
has actual x
has stderr.txt "no archive here"
begin "no archive, words"
status 5 newsarc -A nowhere lua -e 1
status 2 newsarc lua words

if ldd "$(dirname "$NEWSARC")/newsarc-run" 2>/dev/null | grep -q libedit &&
    command -v script >/dev/null; then
    begin "at a terminal: completion, ^C, history"
    # What is typed, a piece a moment; exec, for some shells end by the ^C, too. libedit keeps
    # the names of functions added to it.
    export ASAN_OPTIONS=detect_leaks=0
    {
        sleep 1; printf 'archive:cou\t("fog")\n'
        sleep 1; printf 'while true do end\n'
        sleep 1; printf '\003'
        sleep 1; printf '40 + 2\n'
        sleep 1; printf '\004'
    } | TERM=xterm script -qec "exec '$NEWSARC' lua" /dev/null >actual 2>&1 || fail "exit $?"
    has actual "cancelled"
    has actual "42"
    has "$XDG_STATE_HOME/newsarc/lua_history" 'archive:count("fog")'
    pass
fi
done_testing
