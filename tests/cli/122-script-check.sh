#!/bin/sh
# SPDX-License-Identifier: MIT
# newsarc script check: what is wrong with a script, found without running it.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

begin "every kind of finding, with its line"
cat >bad.lua <<'LUA'
local text, date = require "text", date
local function helper(s)
  return text.trimm(s)
end
local function parse(rec, ctx)
  local story = rec:text()
  local title = story:trim()
  local doc = rec:html()
  local h = doc:selct1("h1")
  ctx:emit { titel = "x", body = "y" }
  local article = { title = 42, authors = { 1 }, tags = "x" }
  article.body = true
  if reco then print(hlper(title)) end
  io.open("x")
  string.dump(parse)
  local s = story:match(".-a.-b.-c")
  local d = date.parse("x", { dayfrist = true })
  count = 1
  return { title = 42, boddy = "x", published = "2024", permalink = 1, h = h }
end
return {
  api = 1,
  kind = "ingest",
  name = "bad",
  priority = "high",
  match = { ext = 5 },
  options = { since = { typ = "date" } },
  limits = { heap_mb = 1.5 },
  parse = parse,
}
LUA
expect 1 newsarc script check bad.lua <<'EOF'
bad.lua:3: error: text has no function 'trimm' (did you mean 'trim'?) [member]
bad.lua:7: error: view has no method 'trim' [member]
bad.lua:9: error: html document has no method 'selct1' (did you mean 'select1'?) [member]
bad.lua:10: error: an article has no field 'titel' (did you mean 'title'?) [field]
bad.lua:11: error: an item of authors of an article must be text, not a number [type]
bad.lua:11: error: title of an article must be text, not a number [type]
bad.lua:12: error: body of an article must be text, not a boolean [type]
bad.lua:13: error: nothing is named 'hlper' (did you mean 'helper'?) [global]
bad.lua:13: error: nothing is named 'reco' (did you mean 'rec'?) [global]
bad.lua:14: error: io is not available in newsarc scripts: a script gets its record from newsarc and opens nothing [global]
bad.lua:15: error: string.dump is not available: a script is text, and so are its functions [member]
bad.lua:16: warning: 3 wildcards in one pattern can take very long on a large text; text.between and html:select do not [pattern]
bad.lua:17: error: date.parse has no field 'dayfrist' (did you mean 'dayfirst'?) [field]
bad.lua:18: warning: 'count' becomes a global; local count? [global]
bad.lua:19: error: an article has no field 'boddy' (did you mean 'body'?) [field]
bad.lua:19: error: an article has no field 'h' [field]
bad.lua:19: error: permalink of an article must be boolean, not a number [type]
bad.lua:19: error: title of an article must be text, not a number [type]
bad.lua:25: error: priority must be integer, not a string [type]
bad.lua:26: error: match.ext must be string|string[], not a number [type]
bad.lua:27: error: options.since has no field 'typ' (did you mean 'type'?) [field]
bad.lua:27: error: options.since: 'type' is missing [field]
bad.lua:28: error: limits.heap_mb must be integer, not a fraction [type]
EOF
begin "as JSON"
status 1 newsarc script check --format json bad.lua
has actual '{"schema":1,"findings":['
has actual '{"file":"bad.lua","line":3,"level":"error","code":"member","message":"text has no function '"'trimm' (did you mean 'trim'?)"'"}'
begin "nothing is run: a script that would spin is only read"
cat >good.lua <<'LUA'
local names = { title = { "a" }, author = "x" }
local function first(list) return list[1] end
local count
count = 0
return { api = 1, kind = "ingest", name = "good", match = { { ext = { "a", "b" } }, { root = "x" } },
  split = function(stream) return function() while true do end end end,
  parse = function(rec, ctx)
    local v = rec:text()
    v = tostring(v)
    local s = v:upper()
    for i, w in ipairs(text.split(s, " ")) do
      if w == first(names.title) then count = count + i end
    end
    repeat local last = count until last >= 0
    local a = { title = v, meta = { n = 1 }, tags = { "x" } }
    a.published = ctx.now
    goto done
    ::done::
    return a
  end }
LUA
expect 0 newsarc script check good.lua </dev/null
begin "syntax"
printf 'return {\n  api = = 1 }\n' >syntax.lua
expect 1 newsarc script check syntax.lua <<'EOF'
syntax.lua:2: error: unexpected symbol near '=' [syntax]
EOF
begin "a page, bytes that are no text, no manifest"
printf '<!DOCTYPE html>\n' >page.lua
status 1 newsarc script check page.lua
has actual "page.lua:1: error: this looks like an HTML page, not a Lua script [syntax]"
printf 'local a = 1\nreturn "\000"\n' >nul.lua
status 1 newsarc script check nul.lua
has actual "nul.lua:2: error: a NUL byte"
printf 'local a = 1\n-- \377\n' >latin.lua
status 1 newsarc script check latin.lua
has actual "latin.lua:2: warning: this line is not UTF-8"
has actual "a script returns its manifest"
begin "what only reading the manifest tells, with its line"
cat >other.lua <<'LUA'
return { api = 1, kind = "ingest", name = "another",
  match = { ext = "a" },
  split = "json",
  parse = function(rec) return { title = rec.name } end }
LUA
expect 1 newsarc script check other.lua <<'EOF'
other.lua:3: error: split: unknown 'json' (did you mean 'jsonl'?) [manifest]
EOF
begin "a name that is not the file's"
sed -i '/split/d' other.lua
status 1 newsarc script check other.lua
has actual "other.lua:1: warning: the script is named 'another' and its file other.lua [name]"
begin "an option of a search"
cat >list.lua <<'LUA'
return { api = 1, kind = "command", name = "list",
  run = function(ctx, opts)
    for a in ctx.archive:search { qery = "x", limit = "5" } do ctx.out:rwo { a = a.title } end
  end }
LUA
expect 1 newsarc script check list.lua <<'EOF'
list.lua:3: error: archive:search has no field 'qery' (did you mean 'query'?) [field]
list.lua:3: error: archive:search.limit must be integer, not a string [type]
list.lua:3: error: output has no method 'rwo' (did you mean 'row'?) [member]
EOF
begin "what script new writes has nothing wrong with it"
for kind in ingest clean filter command rank; do
    newsarc script new --kind $kind --to new my-$kind >/dev/null
done
expect 0 newsarc script check new/my-*.lua </dev/null
begin "nor have the scripts that ship"
expect 0 newsarc script check "$NEWSARC_SOURCE"/scripts/*/*.lua </dev/null
begin "a test has no manifest"
echo 'return { a = function(t) t:eq(1, 1) print(nosuch) end }' >x_test.lua
expect 1 newsarc script check x_test.lua <<'EOF'
x_test.lua:1: error: nothing is named 'nosuch' [global]
EOF
begin "no file"
status 2 newsarc script check
status 2 newsarc script check nosuch.lua
done_testing
