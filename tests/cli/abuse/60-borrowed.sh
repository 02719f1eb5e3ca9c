#!/bin/sh
# SPDX-License-Identifier: MIT
# What a command was granted is its own: neither a file it requires nor a filter, a clean script or a
# reader gets at it, and there is no name for it in the environment.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/../lib.sh"
export NEWSARC_ARCHIVE="$PWD/a"
mkdir -p mine/query/lends mine/ingest mine/filter box in
NEWSARC_SCRIPTS=$PWD/mine
export NEWSARC_SCRIPTS
echo inside >box/x.txt
echo x >in/a.low
cat >mine/query/lends/main.lua <<'LUA'
local borrow = require "borrow"
return { api = 1, kind = "command", name = "lends", needs = { "read" }, run = function(ctx)
  assert(ctx.fs:read("x.txt"))
  print(borrow.try())
end }
LUA
cat >mine/query/lends/borrow.lua <<'LUA'
return { try = function()
  assert(fs == nil and ctx == nil and archive == nil)
  assert(not pcall(require, "fs") and not pcall(require, "archive"))
  for name, value in pairs(_ENV) do assert(name ~= "fs" and name ~= "ctx" and type(value) ~= "userdata", name) end
  return "nothing to borrow"
end }
LUA
newsarc init >/dev/null
begin "a required file"
status 0 newsarc lends --allow-read=box
has actual "nothing to borrow"
begin "a reader and a filter, which say that they need it"
for kind in ingest filter; do
    fn=parse match='match = { ext = "low" },' arg=rec
    [ $kind = ingest ] || { fn=filter match='' arg=article; }
    cat >mine/$kind/wants.lua <<LUA
return { api = 1, kind = "$kind", name = "wants-$kind", $match $fn = function($arg, ctx)
  assert(not pcall(function() return ctx.fs:read("box/x.txt") end))
  assert(not pcall(function() return ctx.archive:count("") end))
  if "$kind" == "ingest" then return { title = "without" } end
end }
LUA
done
status 0 newsarc import in
[ "$(newsarc search --count without)" = 1 ] || fail "not stored"
begin "... even in their manifest"
sed -i 's/kind = "ingest",/kind = "ingest", needs = { "read" },/' mine/ingest/wants.lua
echo y >in/b.low
got=0
newsarc import in/b.low >actual 2>stderr.txt || got=$?
[ $got != 0 ] || [ "$(newsarc search --count without)" = 1 ] || fail "$(cat actual)"
pass
done_testing
