#!/bin/sh
# SPDX-License-Identifier: MIT
# What lies among the scripts and is none is said, and the others work.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/../lib.sh"
need mkfifo
export NEWSARC_ARCHIVE="$PWD/a"
mkdir -p mine/ingest in
NEWSARC_SCRIPTS=$PWD/mine
export NEWSARC_SCRIPTS
d=mine/ingest
cat >$d/zeta.lua <<'LUA'
return { api = 1, kind = "ingest", name = "zeta", match = { ext = "zeta" }, parse = function(rec)
  return { title = rec:text() }
end }
LUA
printf 'return {\n  api = = 1 }\n' >$d/syntax.lua
echo '<!DOCTYPE html><p>Not found</p>' >$d/page.lua
: >$d/empty.lua
truncate -s 1G $d/huge.lua
printf '\033Lua\124\000\031' >$d/bytecode.lua
mkfifo $d/pipe.lua
mkdir $d/folder.lua $d/nothing
ln -s nowhere $d/dangling.lua
ln -s /dev/zero $d/zero.lua
head -c 100000 /dev/urandom >$d/noise.lua
echo hello >in/a.zeta
echo 'return { api = 999, kind = "ingest", name = "later", parse = print }' >$d/later.lua
echo 'return { api = 1, kind = "ingest", name = "zeta", parse = print }' >$d/zz-again.lua
begin "the import ends, and the good reader works"
status 0 timeout 60 "$NEWSARC" import in
[ "$(newsarc search --count hello)" = 1 ] || fail "not stored"
begin "each is named, with what is wrong with it"
has stderr.txt "syntax.lua:2:"
has stderr.txt "page.lua:1: this looks like an HTML page"
has stderr.txt "empty.lua"
has stderr.txt "huge.lua: larger than"
has stderr.txt "bytecode.lua"
has stderr.txt "noise.lua"
has stderr.txt "later.lua"
has stderr.txt "api 999"
has stderr.txt "zz-again.lua"
pass
begin "nothing odd in what is said"
! LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" stderr.txt || fail "control characters"
pass
if [ "$(id -u)" != 0 ]; then
    begin "one that cannot be read"
    echo 'return 1' >$d/closed.lua && chmod 0 $d/closed.lua
    echo again >in/b.zeta
    status 0 newsarc import in
    has stderr.txt "closed.lua"
fi
done_testing
