#!/bin/sh
# SPDX-License-Identifier: MIT
# Whatever a script gives as a query, an id or an option is a result or one clear error, and never
# SQL.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/../lib.sh"
export NEWSARC_ARCHIVE="$PWD/a"
mkdir in && echo '{"title": "Lighthouse", "body": "A lamp of glass."}' >in/a.json
newsarc import in >/dev/null
cat >odd.lua <<'LUA'
local odd = { "'; DROP TABLE article; --", "\" OR 1=1 --", "lamp' UNION SELECT * FROM sqlite_master --", "a\0b", "\0",
  ("("):rep(1 << 20), ("lamp "):rep(100000), ("\""):rep(1001), "NEAR/99999999999 lamp", "after:99999999-99-99", "*", "-",
  "title:", "title:title:title:", "\xff\xfe", ("x"):rep(200000), "lamp*lamp*", "^$%_", "a OR", "NOT", "{lamp}", "%lamp%",
  ("-"):rep(5000), ("(lamp "):rep(200) }
return { api = 1, kind = "command", name = "odd", run = function(ctx)
  local refused = 0
  for _, q in ipairs(odd) do
    local ok, why = pcall(function()
      for a in ctx.archive:search(q) do assert(a.title == "Lighthouse") end
      for a in ctx.archive:search { query = q, sort = "newest", limit = 1 } do assert(a.id) end
      ctx.archive:count(q)
      ctx.archive:sources(q)
    end)
    if not ok then
      refused = refused + 1
      assert(type(why) == "string" and #why < 2000 and not why:find("SQL") and not why:find("syntax error"), why)
    end
    pcall(ctx.archive.get, ctx.archive, q)
    pcall(ctx.archive.similar, ctx.archive, q)
    pcall(ctx.archive.search, ctx.archive, { query = "lamp", sort = q })
    pcall(ctx.archive.search, ctx.archive, { query = "lamp", since = q })
    pcall(ctx.archive.facets, ctx.archive, { by = q })
    pcall(ctx.archive.timeline, ctx.archive, { by = q })
  end
  for _, n in ipairs { -1, 0, math.maxinteger, 1e308, 0 / 0, "x" } do
    pcall(ctx.archive.search, ctx.archive, { query = "lamp", limit = n, offset = n })
    pcall(ctx.archive.get, ctx.archive, n)
  end
  assert(ctx.archive:count("lamp") == 1 and refused > 0 and refused < #odd)
  print("the archive is as it was")
end }
LUA
begin "each is a result or an error"
status 0 timeout 120 "$NEWSARC" run ./odd.lua
has actual "the archive is as it was"
begin "... and nothing was changed"
status 0 newsarc verify --full
done_testing
