-- How many articles each outlet has, the most first: a table over a whole query.
--
--   newsarc run sources.lua --top 10 marathon

local function run(ctx, opts)
  local count = {}
  for a in ctx.archive:search { query = table.concat(opts, " ") } do
    local name = a.source or "(not known)"
    count[name] = (count[name] or 0) + 1
  end

  local names = {}
  for name in pairs(count) do names[#names + 1] = name end
  table.sort(names, function(x, y)
    if count[x] ~= count[y] then return count[x] > count[y] end
    return x < y
  end)

  ctx.out:columns { "articles", "source" }
  for i = 1, math.min(#names, opts.top) do
    ctx.out:row { articles = count[names[i]], source = names[i] }
  end
  return names[1] and 0 or 1
end

return {
  api = 1,
  kind = "command",
  name = "sources",
  version = "1.0.0",
  summary = "how many articles each outlet has",
  options = {
    top = { type = "int", default = 20, min = 1, help = "show so many outlets" },
  },
  run = run,
}
