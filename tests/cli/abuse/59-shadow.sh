#!/bin/sh
# SPDX-License-Identifier: MIT
# A script that takes the name of a trusted one gets nothing of what that was granted, and is shown
# to stand in front of it.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/../lib.sh"
export NEWSARC_ARCHIVE="$PWD/a"
newsarc init >/dev/null
mkdir -p low/query high/query box
echo inside >box/x.txt
for at in low high; do
    cat >$at/query/tells.lua <<LUA
return { api = 1, kind = "command", name = "tells", needs = { "read" }, run = function(ctx) print("$at", ctx.fs:read("x.txt")) end }
LUA
done
begin "the one below is trusted"
NEWSARC_SCRIPTS=$PWD/low status 0 newsarc script trust low/query/tells.lua --allow-read=box
NEWSARC_SCRIPTS=$PWD/low
export NEWSARC_SCRIPTS
status 0 newsarc tells
has actual inside
NEWSARC_SCRIPTS=$PWD/high:$PWD/low
begin "the one above runs, and has nothing"
status 7 newsarc tells
has stderr.txt "needs read access"
hasnt actual inside
begin "the list shows who stands in front of whom"
status 0 newsarc script list
has actual shadow
begin "by its path the trusted one still may"
status 0 newsarc run low/query/tells.lua
has actual inside
done_testing
