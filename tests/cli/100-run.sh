#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/cli/fixture.sh
. "$NEWSARC_SOURCE/tests/cli/fixture.sh"
export NEWSARC_ARCHIVE="$PWD/a"
newsarc import news >/dev/null
mkdir -p mine/query
NEWSARC_SCRIPTS=$PWD/mine:$NEWSARC_SCRIPTS
export NEWSARC_SCRIPTS
cat >mine/query/titles.lua <<'LUA'
return { api = 1, kind = "command", name = "titles", summary = "titles of what matches",
  options = { limit = { type = "int", default = 10, min = 1, help = "how many" } },
  run = function(ctx, opts)
    for a in ctx.archive:search{ query = "harbour OR fog", limit = opts.limit, sort = "oldest" } do
      ctx.out:row{ title = a.title, len = #a.title }
    end
  end }
LUA

begin "a script by its file"
status 0 newsarc run mine/query/titles.lua
has actual "Harbour marathon draws a record field"
begin "by its name, in a folder of scripts"
status 0 newsarc run titles --limit 1
has actual "Ferry"
hasnt actual "marathon"
begin "as a command"
status 0 newsarc titles --limit 1
has actual "Ferry"
begin "rows as JSON lines"
status 0 newsarc run --jsonl titles
[ "$(grep -c '^{.*"title":' actual)" = 3 ] || fail "not three"
has actual '"len":19'
begin "rows as JSON"
status 0 newsarc run --json titles
has actual '"rows":['
begin "the format behind the script's name"
status 0 newsarc titles --limit 1 --jsonl
[ "$(grep -c '^{.*"title":' actual)" = 1 ] || fail "not one"
begin "rows as csv"
status 0 newsarc run --format csv titles
has actual "title"
begin "its own help"
status 0 newsarc run titles --help
begin "an option it does not have"
status 2 newsarc run titles --limti 1
begin "no such script"
status 2 newsarc run nosuch
has stderr.txt nosuch
begin "a script that fails: exit 7 with file and line"
sed 's/for a in/error("no wind") for a in/' mine/query/titles.lua >mine/query/bad.lua
status 7 newsarc run bad
has stderr.txt "bad.lua:4"
has stderr.txt "no wind"
begin "what is a reader is no command"
status 7 newsarc run "$NEWSARC_SOURCE/scripts/ingest/text.lua"
begin "a script may not open files"
sed 's/for a in/io.open("x", "w") for a in/' mine/query/titles.lua >mine/query/evil.lua
status 7 newsarc run evil
[ ! -e x ] || fail "a file was made"
done_testing
