-- What was published lately, the newest first, one line an article.
--
--   newsarc run digest.lua --since 7d
--   newsarc run digest.lua --since 2025-04-01 --source "Koryo Courier" marathon
--
-- A command is a manifest with run(ctx, opts). opts has the options below, converted to their
-- types, and the other words of the command line as opts[1], opts[2] and so on.

-- "2025-04-06T09:30:00+09:00" to "2025-04-06" and "09:30 +09:00"; the zone where it is not UTC.
local function day_and_time(published)
  local day, time, zone = published:match("^(%d+%-%d+%-%d+)T(%d+:%d+)[%d:.]*(.*)$")
  if not day then return published, "" end
  if zone == "Z" or zone == "+00:00" or zone == "" then return day, time end
  return day, time .. " " .. zone
end

local function run(ctx, opts)
  local query = table.concat(opts, " ")
  if opts.source then query = query .. ' source:"' .. opts.source .. '"' end

  ctx.out:columns { "day", "time", "title", "source", "id" }
  local count = 0
  for a in ctx.archive:search { query = query, since = opts.since, sort = "newest", limit = opts.limit } do
    -- The undated match no date and are left out anyway; a damaged article has no fields.
    if a.published then
      local day, time = day_and_time(a.published)
      count = count + 1
      ctx.out:row {
        day = day,
        time = time,
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
  summary = "what was published lately",
  options = {
    since = { type = "date", default = "1d", help = "a date, or how long ago: 12h, 7d" },
    source = { type = "string", help = "of this outlet alone" },
    limit = { type = "int", default = 100, min = 1, help = "at most so many articles" },
  },
  run = run,
}
