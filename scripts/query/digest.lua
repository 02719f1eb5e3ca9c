-- What was published lately, one line an article, grouped by day.
--
--   newsarc run digest.lua --since 7d
--   newsarc run digest.lua --since 2025-04-01 --source "Koryo Courier" marathon
--
-- A command is a manifest with run(ctx, opts). opts has the options below, converted to their
-- types, and the other words of the command line as opts[1], opts[2] and so on.

local function run(ctx, opts)
  local query = table.concat(opts, " ")
  if opts.source then query = query .. ' source:"' .. opts.source .. '"' end

  ctx.out:columns { "time", "title", "source", "id" }
  local day, count = nil, 0
  for a in ctx.archive:search { query = query, since = opts.since, sort = "newest", limit = opts.limit } do
    local published = a.published
    if published then -- the undated match no date and are left out anyway
      if published:sub(1, 10) ~= day then
        day = published:sub(1, 10)
        ctx.out:heading(day)
      end
      count = count + 1
      ctx.out:row {
        time = #published > 10 and published:sub(12, 16) or "",
        title = a.title or "(no title)",
        source = a.source or "",
        id = a.id,
      }
    end
  end
  -- The exit status: 1 is "nothing found", as it is for newsarc search.
  return count > 0 and 0 or 1
end

return {
  api = 1,
  kind = "command",
  name = "digest",
  version = "1.0.0",
  summary = "what was published lately, by day",
  options = {
    since = { type = "date", default = "1d", help = "a date, or how long ago: 12h, 7d" },
    source = { type = "string", help = "of this outlet alone" },
    limit = { type = "int", default = 100, min = 1, help = "at most so many articles" },
  },
  run = run,
}
