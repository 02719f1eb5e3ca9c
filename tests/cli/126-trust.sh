#!/bin/sh
# SPDX-License-Identifier: MIT
# newsarc script trust: folders granted for good, to a script as it is.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
export NEWSARC_ARCHIVE="$PWD/a"
newsarc init >/dev/null
mkdir -p mine/query box
NEWSARC_SCRIPTS=$PWD/mine
export NEWSARC_SCRIPTS
echo inside >box/a.txt
cat >mine/query/reads.lua <<'LUA'
return { api = 1, kind = "command", name = "reads", needs = { "read" },
  run = function(ctx, opts) print(ctx.fs:read("a.txt")) end }
LUA

begin "nothing is granted"
status 7 newsarc reads
has stderr.txt "needs read access"
begin "trust: the folder, for good"
status 0 newsarc script trust reads --allow-read=box
has actual "reads is trusted as it is now"
begin "... and it reads"
status 0 newsarc reads
has actual inside
begin "what is trusted"
status 0 newsarc script trust
grep -q "^reads  *$(pwd -P)/box " actual || fail "no line"
begin "... as JSON"
status 0 newsarc script trust --json
has actual '{"schema":1,"trusted":['
has actual '"name":"reads"'
begin "list shows what it needs, and that it is trusted"
status 0 newsarc script list
grep '^reads ' actual | grep -q ' read .* yes' || fail "not trusted"
begin "a byte of it changed: it is another script"
echo '-- x' >>mine/query/reads.lua
status 7 newsarc reads
begin "... in the list, too"
status 0 newsarc script list --json
has actual '"trusted":""'
begin "two words are one too many"
status 2 newsarc script trust reads --allow-read box
begin "--remove"
status 0 newsarc script trust reads --allow-read=box
status 0 newsarc script trust --remove reads
begin "... it has nothing then"
status 7 newsarc reads
begin "--remove of what is not trusted, and no such script"
status 2 newsarc script trust --remove reads
status 2 newsarc script trust nosuch
begin "scripts of the folder at hand are neither run nor listed until they are trusted"
mkdir -p .newsarc/scripts/query
sed 's/"reads"/"here"/; s/print(.*/print("from here") end }/; s/needs = { "read" },//' mine/query/reads.lua >.newsarc/scripts/query/here.lua
status 0 newsarc script list
hasnt actual here.lua
has stderr.txt "here.lua: not trusted"
begin "... trusted"
status 0 newsarc script trust .newsarc/scripts/query/here.lua
status 0 newsarc here
has actual "from here"
done_testing
