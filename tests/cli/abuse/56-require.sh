#!/bin/sh
# SPDX-License-Identifier: MIT
# A script that is a folder requires the files that lie in it, and nothing else anywhere.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/../lib.sh"
need mkfifo
export NEWSARC_ARCHIVE="$PWD/a"
export NEWSARC_SCRIPTS="$PWD/mine"
mkdir -p in mine/ingest/quay mine/query/tell
echo "a lamp" >in/a.quay
echo "return 'outside'" >mine/ingest/outside.txt
echo "return 'outside'" >mine/outside.lua
main() { # the statements of parse
    cat >mine/ingest/quay/main.lua <<LUA
local words = require "words"
return { api = 1, kind = "ingest", name = "quay", match = { ext = "quay" }, parse = function(rec)
  $1
end }
LUA
}
cat >mine/ingest/quay/words.lua <<'LUA'
local name = ...
loads = (loads or 0) + 1
return { shout = function(s)
  return s:upper() .. " " .. name .. loads
end, fails = function()
  error("no lamp")
end }
LUA

begin "a file of its folder, loaded once, in a process that can open none"
main 'return { title = require("words").shout(rec:text()) }'
status 0 newsarc import in
begin "... and it is stored"
status 0 newsarc search --jsonl lamp
has actual '"title":"A LAMP words1"'
begin "an error in it has its place and its lines"
echo "another" >in/b.quay
main 'words.fails()'
status 3 newsarc import in/b.quay
has stderr.txt "quay/words.lua:6: no lamp"
begin "... shown, too"
id=$(newsarc quarantine list --format csv | sed -n '2s/,.*//p')
status 0 newsarc quarantine show "$id"
has actual ">     6 |   error(\"no lamp\")"

i=0
for name in ../outside ../../outside ./words words.lua /etc/passwd "$PWD/mine/outside" sub/deep sub.deep .. . "" nothing; do
    i=$((i + 1))
    begin "refused: '$name'"
    echo "try $i" >in/c.quay
    main "return { title = require('$name') }"
    status 3 newsarc import in/c.quay
    has stderr.txt "not found"
done
begin "one that requires itself"
main 'return { title = require("loop") }'
echo 'return require("loop")' >mine/ingest/quay/loop.lua
status 3 newsarc import in/c.quay
has stderr.txt "module 'loop' requires itself"
rm mine/ingest/quay/loop.lua

# What is no file of text disables this script and no other.
main 'return { title = rec:text() }'
cat >mine/ingest/other.lua <<'LUA'
return { api = 1, kind = "ingest", name = "other", match = { ext = "other" }, parse = function(rec)
  return { title = "from the other" }
end }
LUA
bad() { # what must be said
    rm -rf a
    echo x >in/d.other
    begin "... $1: said, and the other reader works"
    status 0 timeout 20 "$NEWSARC" import in/d.other
    has stderr.txt "quay/bad.lua"
    has stderr.txt "$1"
    [ "$(newsarc search --count 'from the other')" = 1 ] || fail "not stored"
    rm mine/ingest/quay/bad.lua
}
ln -s /etc/passwd mine/ingest/quay/bad.lua
bad "not a regular file"
mkfifo mine/ingest/quay/bad.lua
bad "not a regular file"
dd if=/dev/zero of=mine/ingest/quay/bad.lua bs=1 count=1 seek=1073741823 2>/dev/null
bad "larger than"
printf 'return "a\0b"' >mine/ingest/quay/bad.lua
bad "not a text file"
begin "bytecode is refused where it is required"
printf '\033Lua\124\000\031' | tr -d '\000' >mine/ingest/quay/bad.lua
echo "try" >in/e.quay
main 'return { title = require("bad") }'
status 3 newsarc import in/e.quay
has stderr.txt "bytecode"
rm mine/ingest/quay/bad.lua

begin "a command that is a folder: by name, as a folder, as its main.lua"
cat >mine/query/tell/main.lua <<'LUA'
return { api = 1, kind = "command", name = "tell", run = function(ctx) print(require "what") end }
LUA
echo 'return "told"' >mine/query/tell/what.lua
for how in tell mine/query/tell mine/query/tell/main.lua; do
    echo told | expect 0 newsarc run $how
done
begin "script list and check know it"
status 0 newsarc script list
has actual tell
begin "... and so does check"
expect 0 newsarc script check tell <<'EOT'
EOT
done_testing
