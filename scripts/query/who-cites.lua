-- Who relies on whom: which agencies and papers each outlet attributes things to.
--
--   newsarc who-cites
--   newsarc who-cites --of KCNA "satellite OR missile"
--
-- What counts as citing is in share/cites.conf: "KCNA reported", "조선중앙통신은 …".

-- The outlets, each with the query for its articles; where no article names one, all of them
-- are one.
local function outlets(ctx, query)
  local list = ctx.archive:sources(query)
  for _, s in ipairs(list) do
    s.query = (query ~= "" and "(" .. query .. ") " or "")
      .. 'source:"' .. s.value:gsub('"', "") .. '"'
  end
  if not list[1] then
    list[1] = { value = "(no outlet named)", query = query, count = ctx.archive:count(query) }
  end
  return list
end

local function run(ctx, opts)
  local rows = {}

  for _, s in ipairs(outlets(ctx, table.concat(opts, " "))) do
    for i, c in ipairs(ctx.archive:facets { by = "cites", query = s.query }) do
      local wanted = opts.of and text.same(c.value, opts.of) or not opts.of and i <= opts.top
      if wanted then
        rows[#rows + 1] = { source = s.value, cites = c.value, articles = c.count, of = s.count }
      end
    end
  end
  if #rows == 0 then return 1 end

  -- One outlet below the other, its most cited first; of one agency, who cites it most.
  if opts.of then
    table.sort(rows, function(x, y)
      if x.articles ~= y.articles then return x.articles > y.articles end
      return x.source < y.source
    end)
  end
  ctx.out:columns { "source", "cites", "articles", "share" }
  for _, r in ipairs(rows) do
    local share = string.format("%.1f %%", 100 * r.articles / r.of)
    ctx.out:row { source = r.source, cites = r.cites, articles = r.articles, share = share }
  end
  return 0
end

return {
  api = 1,
  kind = "command",
  name = "who-cites",
  version = "1.0.0",
  summary = "which agencies and papers each outlet cites",
  description = [[
"share" is that of the outlet's articles that cite the agency. Words narrow down to what
matches them.]],
  options = {
    of = { type = "string", help = "who cites this one" },
    top = { type = "int", default = 5, min = 1, help = "so many an outlet" },
  },
  run = run,
}
