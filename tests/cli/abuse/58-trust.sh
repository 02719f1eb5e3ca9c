#!/bin/sh
# SPDX-License-Identifier: MIT
# Trust is bound to every byte of a script, those of the files that it requires as well.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/../lib.sh"
export NEWSARC_ARCHIVE="$PWD/a"
newsarc init >/dev/null
mkdir -p mine/query/reads box
NEWSARC_SCRIPTS=$PWD/mine
export NEWSARC_SCRIPTS
echo inside >box/x.txt
cat >mine/query/reads/main.lua <<'LUA'
local way = require "way"
return { api = 1, kind = "command", name = "reads", needs = { "read" }, run = function(ctx) print(ctx.fs:read(way)) end }
LUA
echo 'return "x.txt" ' >mine/query/reads/way.lua
begin "trusted as it is"
status 0 newsarc script trust mine/query/reads/main.lua --allow-read=box
status 0 newsarc reads
has actual inside
begin "a byte of a required file: nothing is granted any more"
echo 'return "x.txt";' >mine/query/reads/way.lua
status 7 newsarc reads
has stderr.txt "needs read access"
begin "the byte put back: as before"
echo 'return "x.txt" ' >mine/query/reads/way.lua
status 0 newsarc reads
begin "a byte of the script itself"
sed -i 's/print(/print( /' mine/query/reads/main.lua
status 7 newsarc reads
has stderr.txt "needs read access"
begin "a file more in its folder"
sed -i 's/print( /print(/' mine/query/reads/main.lua
status 0 newsarc reads
echo 'return 1' >mine/query/reads/more.lua
status 7 newsarc reads
begin "a script of another name with the same bytes is that script"
rm mine/query/reads/more.lua
status 0 newsarc reads
done_testing
