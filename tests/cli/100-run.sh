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
begin "the archive named behind the script"
status 0 env NEWSARC_ARCHIVE=nowhere "$NEWSARC" titles --limit 1 -A a
has actual "Ferry"
status 2 newsarc titles -A
begin "words for whoever runs it, without the script's lines; else with them"
cat >mine/query/words.lua <<'LUA'
return { api = 1, kind = "command", name = "words", run = function(ctx, opts)
  error("which titles?", opts[1] and 1 or 0) end }
LUA
expect 7 newsarc words </dev/null
echo "newsarc: run: words.lua: which titles?" | cmp - stderr.txt || fail "more than the words"
status 7 newsarc words x
has stderr.txt "words.lua:2: which titles?"
has stderr.txt ">     2 |"
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
begin "rows as Markdown and as a page"
expect 0 newsarc titles --limit 1 --format md <<'MD'
| len | title |
| ---: | --- |
| 31 | Ferry to the islands runs again |
MD
status 0 newsarc titles --limit 1 --format html
has actual "<!DOCTYPE html>"
has actual "<td>Ferry to the islands runs again</td>"
begin "a page of nothing is a page"
cat >mine/query/quiet.lua <<'LUA'
return { api = 1, kind = "command", name = "quiet", run = function() return 1 end }
LUA
status 1 newsarc quiet --format html
has actual "</body></html>"
begin "headings and text; for programs they go to standard error"
cat >mine/query/report.lua <<'LUA'
return { api = 1, kind = "command", name = "report", run = function(ctx)
  ctx.out:heading("A & B")
  print("one\ntwo")
  ctx.out:row { tags = { "x", "y" }, ok = true, n = 1.5 }
end }
LUA
expect 0 newsarc report <<'TXT'
A & B
one
two
  n  ok    tags
1.5  true  x; y
TXT
status 0 newsarc report --format html
has actual "<h2>A &amp; B</h2>"
has actual "<p>one<br>"
expect 0 newsarc report --jsonl <<'JSONL'
{"n":1.5,"ok":true,"tags":["x","y"]}
JSONL
has stderr.txt "A & B"
begin "its own help, which needs no archive"
status 0 newsarc -A nowhere run titles --help
has actual "newsarc titles [OPTIONS] [WORDS...] - titles of what matches"
has actual "--limit N"
has actual "how many [10]"
status 0 newsarc -A nowhere titles -h
has actual "--limit N"
begin "what a script has printed before it fails is there"
cat >mine/query/half.lua <<'LUA'
return { api = 1, kind = "command", name = "half", run = function(ctx)
  ctx.out:row { n = 1 }
  error("no wind")
end }
LUA
status 7 newsarc half --jsonl
has actual '{"n":1}'
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
