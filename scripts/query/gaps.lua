-- Where coverage has holes: stretches of days on which an outlet has no article.
--
--   newsarc gaps
--   newsarc gaps --min 14 --source KCNA --since 2011
--
-- An outlet that comes out weekly has no hole every six days. So a stretch counts when it is
-- as long as --min says, and three times as long as the outlet's usual distance between two
-- days with articles.

local DAY = 86400

-- The outlets, each with the query for its articles; where no article names one, all of them
-- are one.
local function outlets(ctx, query)
  local list = ctx.archive:sources(query)
  for _, s in ipairs(list) do
    s.query = (query ~= "" and "(" .. query .. ") " or "")
      .. 'source:"' .. s.value:gsub('"', "") .. '"'
  end
  if not list[1] then list[1] = { value = "(no outlet named)", query = query } end
  return list
end

-- The distance that half of the neighbouring days keep, or less.
local function usual(days)
  local d = {}
  for i = 2, #days do d[#d + 1] = (days[i].from.unix - days[i - 1].from.unix) // DAY end
  table.sort(d)
  return d[(#d + 1) // 2] or 1
end

local function run(ctx, opts)
  local query = table.concat(opts, " ")
  local found, seen = {}, 0

  for _, s in ipairs(outlets(ctx, query)) do
    if not opts.source or text.same(s.value, opts.source) then
      local days = ctx.archive:timeline {
        by = "day",
        query = s.query,
        since = opts.since,
        before = opts["until"],
      }
      local distance = usual(days)
      seen = seen + #days
      for i = 2, #days do
        local from, to = days[i - 1].from.unix + DAY, days[i].from.unix - DAY
        local missing = (to - from) // DAY + 1
        if missing >= opts.min and missing + 1 >= 3 * distance then
          found[#found + 1] = {
            days = missing,
            from = days[i - 1].from,
            to = days[i].from,
            source = s.value,
            usual = distance,
          }
        end
      end
    end
  end
  if seen == 0 then return 1 end

  if not found[1] then log.info("no stretch of " .. opts.min .. " days without an article") end

  table.sort(found, function(x, y)
    if x.days ~= y.days then return x.days > y.days end
    if x.source ~= y.source then return x.source < y.source end
    return x.from < y.from
  end)
  ctx.out:columns { "days", "last before", "first after", "usual", "source" }
  for i = 1, math.min(#found, opts.top) do
    local g = found[i]
    ctx.out:row {
      days = g.days,
      ["last before"] = g.from.iso:sub(1, 10),
      ["first after"] = g.to.iso:sub(1, 10),
      usual = g.usual,
      source = g.source,
    }
  end
  if #found > opts.top then log.info((#found - opts.top) .. " more; --top shows them") end
  return #found > 0 and 0 or 1
end

return {
  api = 1,
  kind = "command",
  name = "gaps",
  version = "1.0.0",
  summary = "stretches of days without an article, by outlet",
  description = [[
"last before" and "first after" are the days with articles on both sides of the hole; "usual"
is the outlet's usual distance between two such days. Exit status 1: no hole.]],
  options = {
    min = { type = "int", default = 3, min = 1, help = "days at least" },
    source = { type = "string", help = "of this outlet alone" },
    since = { type = "date", help = "from this date on" },
    ["until"] = { type = "date", help = "before this date" },
    top = { type = "int", default = 20, min = 1, help = "the so many longest" },
  },
  run = run,
}
