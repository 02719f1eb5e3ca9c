#!/bin/sh
# SPDX-License-Identifier: MIT
# A reader that reaches for files, programs, bytecode, time or memory is stopped, and its records
# are quarantined with script, line and reason; the others are stored.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
export NEWSARC_ARCHIVE="$PWD/a"
mkdir in mine
i=0
attempt() { # attempt NAME CODE: a record that the reader answers with CODE, on line 7
    i=$((i + 1))
    echo "$1" >"in/$(printf %02d $i)-$1.trial"
    echo "  acts['$1'] = function() $2 end" >>acts
}
: >acts
attempt open 'local f = io.open("pwned", "w") f:write("x")'
attempt lines 'for l in io.lines("/etc/passwd") do error(l) end'
attempt execute 'os.execute("touch pwned")'
attempt popen 'io.popen("touch pwned")'
attempt remove 'os.remove("in")'
attempt getenv 'return os.getenv("HOME")'
attempt bytecode 'load(string.dump(function() return 1 end))()'
attempt bytes 'assert(load("\27Lua", "x", "b"))()'
attempt require 'require "socket"'
attempt path 'require "../../../etc/passwd"'
attempt loadlib 'package.loadlib("libc.so.6", "system")("touch pwned")'
attempt dofile 'dofile("/etc/passwd")'
attempt debug 'debug.getregistry()'
attempt metatable 'getmetatable("").__index.rep = 1 ("x"):rep(2)'
attempt memory 'local t = {} for i = 1, 1e9 do t[i] = ("x"):rep(1e6) .. i end'
attempt repeats 'return ("x"):rep(1 << 31)'
attempt loop 'while true do end'
attempt swallow 'while true do pcall(function() while true do end end) end'
attempt recursion 'local function f() return 1 + f() end return f()'
attempt pattern 'return (("a"):rep(30000)):find(".-.-.-.-b")'
attempt raised 'error({ "a table" })'
attempt nothing 'return 42'
attempt huge 'return { title = "t", body = ("x"):rep(17 << 20) }'
attempt invalid 'return { title = "\xff\xfe" }'
attempt cyclic 'local t = {} t.title = t return t'
hostile=$i
attempt fine 'return { title = "All is well", body = "This one does what it should." }'
{
    echo 'local acts = {}'
    cat acts
    cat <<'LUA'
return { api = 1, kind = "ingest", name = "trial", version = "1", summary = "a test",
  match = { ext = { "trial" } },
  parse = function(rec, ctx)
    local name = rec.name:match("%d%-(%a+)%.trial$")
    return acts[name]()
  end }
LUA
} >mine/trial.lua
begin "every attempt is refused, the record after them is stored"
expect 3 timeout 120 "$NEWSARC" import --script mine/trial.lua --limit lua-ms=300 \
    --limit lua-instr=5M in <<EOT
$i entries, $i records: 1 added, 0 updated, 0 duplicates, 0 skipped, $hostile quarantined
EOT
[ ! -e pwned ] || fail "it could"
begin "each with its reason"
status 0 newsarc quarantine list --jsonl
[ "$(wc -l <actual)" = "$hostile" ] || fail "rows"
grep -v '"code":"[a-z_]*","message":"[^"]' actual >odd || :
[ ! -s odd ] || fail "$(head -1 odd)"
# What failed in the script itself says where: acts begins on line 2.
for name in open lines execute popen remove getenv bytecode require path loadlib dofile debug; do
    begin "$name: script and line"
    line=$(($(grep -n "acts\['$name'\]" mine/trial.lua | cut -d: -f1)))
    grep -q -- "-$name.trial\".*\"code\":\"script_error\"\|\"code\":\"script_error\".*-$name.trial\"" actual ||
        fail "$(grep -- "-$name.trial" actual)"
    grep -- "-$name.trial\"" actual | grep -q "\"line\":${line}[,}]" ||
        fail "$(grep -- "-$name.trial" actual)"
    pass
done
begin "show tells as well"
id=$(sed -n 's/^{"id":\([0-9]*\),.*-open\.trial".*/\1/p' actual)
status 0 newsarc quarantine show "$id"
has actual "trial.lua:2"
begin "the script mended, the bundle gone: stored"
rm -r in
sed -i 's/return acts\[name\]()/return { title = "Mended " .. name, body = "It works now, says " .. name .. "." }/' mine/trial.lua
status 0 newsarc quarantine retry --script mine/trial.lua
has actual " $hostile added"
begin "... and nothing is left"
status 0 newsarc quarantine list --jsonl
[ ! -s actual ] || fail "rows"
[ "$(newsarc search --count mended)" = "$hostile" ] || fail "not found"
begin "a script that is bytecode is no script"
printf '\033Lua\124\000\031\223\r\n' >mine/trial.lua
mkdir in && echo x >in/x.trial
status 7 newsarc import --script mine/trial.lua in
has stderr.txt "trial.lua"
begin "the archive is as it should be"
status 0 newsarc verify --full
done_testing
