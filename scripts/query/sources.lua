-- How many articles each outlet has, the most first, and from when to when.
--
--   newsarc sources --top 10 marathon

local function run(ctx, opts)
  local query = table.concat(opts, " ")
  local total = ctx.archive:count(query)
  local shown = 0

  ctx.out:columns { "articles", "share", "source", "first", "last" }
  for _, s in ipairs(ctx.archive:sources(query)) do
    if shown == opts.top then break end
    shown = shown + 1
    local of = "(" .. query .. ') source:"' .. s.value:gsub('"', "") .. '"'
    if query == "" then of = 'source:"' .. s.value:gsub('"', "") .. '"' end
    local days = ctx.archive:timeline { by = "day", query = of }
    ctx.out:row {
      articles = s.count,
      share = string.format("%.1f %%", 100 * s.count / total),
      source = s.value,
      first = days[1] and days[1].period,
      last = days[1] and days[#days].period,
    }
  end
  if shown == 0 and total > 0 then log.info("no article names its outlet") end
  return shown > 0 and 0 or 1
end

return {
  api = 1,
  kind = "command",
  name = "sources",
  version = "1.1.0",
  summary = "how many articles each outlet has",
  options = {
    top = { type = "int", default = 20, min = 1, help = "show so many outlets" },
  },
  run = run,
}
