-- @NAME@: a command over the archive: newsarc run ./@NAME@.lua --since 7d WORD...
--
-- It sees the archive read-only (ctx.archive) and prints rows (ctx.out), which newsarc shows
-- as a table, JSON or CSV. The reference is doc/lua.md.
return {
  api = 1,
  kind = "command",
  name = "@NAME@",
  version = "0.1",
  summary = "titles of what matches, the oldest first",
  options = {
    since = { type = "date", help = "not before: 2025-04-06, 7d" },
    limit = { type = "int", default = 20, min = 1, help = "rows at most" },
  },
  run = function(ctx, opts)
    local query = table.concat(opts, " ")
    for a in ctx.archive:search { query = query, since = opts.since, sort = "oldest", limit = opts.limit } do
      ctx.out:row { date = a.published, source = a.source, title = a.title }
    end
  end,
}
