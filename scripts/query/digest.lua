-- What was published lately: by day, or under headings of outlets or sections.
--
--   newsarc digest --since 7d
--   newsarc digest --since 7d --by section --format html >digest.html
--   newsarc digest --since 2025-04-01 --until 2025-04-08 --source "Koryo Courier" marathon
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

-- Nothing found: perhaps the archive ends earlier.
local function nothing(ctx, opts)
  local stats = ctx.archive:stats()
  if stats.last and stats.last < opts.since then
    log.warn("the newest article is of " .. stats.last.iso:sub(1, 10) .. "; try --since")
  end
  return 1 -- the exit status for "nothing found", as it is for newsarc search
end

local function run(ctx, opts)
  local query = table.concat(opts, " ")
  if opts.source then query = query .. ' source:"' .. opts.source .. '"' end

  local groups, count = {}, 0
  for a in ctx.archive:search {
    query = query,
    since = opts.since,
    before = opts["until"],
    sort = "newest",
    limit = opts.limit,
  } do
    -- The undated match no date and are left out anyway; a damaged article has no fields.
    if a.published then
      local day, time = day_and_time(a.published)
      local by = opts.by == "day" and "" or a[opts.by] or "(no " .. opts.by .. ")"
      if not groups[by] then
        groups[by] = {}
        groups[#groups + 1] = by
      end
      table.insert(groups[by], {
        day = day,
        time = time,
        title = a.title or "(no title)",
        source = a.source or "",
        section = a.section,
        id = a.id,
      })
      count = count + 1
    end
  end
  if count == 0 then return nothing(ctx, opts) end

  -- The most prolific first.
  table.sort(groups, function(x, y)
    if #groups[x] ~= #groups[y] then return #groups[x] > #groups[y] end
    return x < y
  end)
  local columns = { "day", "time", "title", "source", "id" }
  if opts.by == "section" then table.insert(columns, 5, "section") end
  ctx.out:columns(columns)
  for i, by in ipairs(groups) do
    if by ~= "" then
      if i > 1 then ctx.out:write("\n") end
      ctx.out:heading(by .. " (" .. #groups[by] .. ")")
    end
    for _, row in ipairs(groups[by]) do ctx.out:row(row) end
  end
  return 0
end

return {
  api = 1,
  kind = "command",
  name = "digest",
  version = "1.1.0",
  summary = "what was published lately",
  options = {
    since = { type = "date", default = "1d", help = "a date, or how long ago: 12h, 7d" },
    ["until"] = { type = "date", help = "before this date" },
    by = {
      type = "enum",
      values = { "day", "source", "section" },
      default = "day",
      help = "one list, or a heading for each outlet or section",
    },
    source = { type = "string", help = "of this outlet alone" },
    limit = { type = "int", default = 100, min = 1, help = "at most so many articles" },
  },
  run = run,
}
