#!/bin/sh
# SPDX-License-Identifier: MIT
# A command that was granted one folder reaches no other, whatever it writes for a path.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/../lib.sh"
export NEWSARC_ARCHIVE="$PWD/a"
newsarc init >/dev/null
mkdir -p box/sub
echo secret >secret.txt
echo open >box/open.txt
ln -s ../secret.txt box/link
ln -s .. box/up
cat >reach.lua <<LUA
local paths = { "../secret.txt", "sub/../../secret.txt", "a/../../etc/passwd", "/etc/passwd", "/proc/self/mem", "/proc/self/environ",
  "$PWD/secret.txt", "$PWD/box/../secret.txt", "link", "up/secret.txt", "open.txt\0", "\0", "", ".", "..", "sub",
  ("a/"):rep(5000), ("a"):rep(4097), "/dev/zero", "file:///etc/passwd", "~/x", "sub//../../secret.txt", "./././../secret.txt" }
return { api = 1, kind = "command", name = "reach", needs = { "read", "write" }, run = function(ctx)
  for _, p in ipairs(paths) do
    local ok, got = pcall(ctx.fs.read, ctx.fs, p)
    assert(not ok or got == nil, p)
    ok, got = pcall(ctx.fs.open, ctx.fs, p)
    assert(not ok or got == nil, p)
    ok, got = pcall(ctx.fs.write, ctx.fs, p, "overwritten")
    assert(not ok or not got, p)
  end
  print(ctx.fs:read("open.txt"))
end }
LUA
begin "nothing but what is in the folder"
expect 0 newsarc run --allow-read=box --allow-write=box ./reach.lua <<'EOT'
open

EOT
[ "$(cat secret.txt)" = secret ] || fail "overwritten"
begin "a link put in place of a file while it runs"
cat >race.lua <<'LUA'
return { api = 1, kind = "command", name = "race", needs = { "read" }, run = function(ctx)
  local n = 0
  for _ = 1, 20000 do
    local ok, s = pcall(ctx.fs.read, ctx.fs, "sub/x.txt")
    if ok and s then n = n + 1 assert(not s:find("secret"), s) end
  end
  print("done")
end }
LUA
mkdir away && echo secret >away/x.txt && echo mine >box/sub/x.txt
(while [ ! -e stop ]; do
    mv box/sub box/real && ln -s ../away box/sub && rm box/sub && mv box/real box/sub
done) 2>/dev/null &
swapper=$!
status 0 newsarc run --allow-read=box ./race.lua
: >stop
wait $swapper || :
has actual "done"
done_testing
