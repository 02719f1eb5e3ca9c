-- Made by api/make.lua: every example of the API, and every field of rec, ctx and a date.
local checked = 0

local function equal(a, b)
  if type(a) == "userdata" and type(b) == "string" then a = tostring(a) end
  if type(a) ~= "table" or type(b) ~= "table" then return a == b end
  for k, v in pairs(a) do if not equal(v, b[k]) then return false end end
  for k in pairs(b) do if a[k] == nil then return false end end
  return true
end

local function same(what, got, want)
  checked = checked + 1
  if equal(got, want) then return end
  local function word(v) return type(v) == "table" and json.encode(v) or tostring(v) end
  error(what .. " gives " .. word(got) .. ", not " .. word(want), 2)
end

return {
  api = 1, kind = "command", name = "examples",
  run = function(ctx)
    local _ = ctx.now
    local _ = ctx.archive
    local _ = ctx.out
    local _ = ctx.fs
    do -- ctx.archive:search
      local titles = {}
      for a in ctx.archive:search{ query = "marathon", sort = "oldest", limit = 2 } do
        titles[#titles + 1] = a.title
      end
      same("ctx.archive:search", (titles), { "Marathon report number 1", "Marathon report number 2" })
    end
    do -- ctx.archive:count
      same("ctx.archive:count", (ctx.archive:count("marathon")), 5)
      same("ctx.archive:count", (ctx.archive:count{ since = "2025-04-04" }), 2)
    end
    do -- ctx.archive:facets
      same("ctx.archive:facets", (ctx.archive:facets{ by = "source", limit = 1 }), { { value = "Koryo Courier", count = 3 } })
    end
    do -- ctx.archive:sources
      same("ctx.archive:sources", (#ctx.archive:sources("marathon")), 2)
    end
    do -- ctx.archive:timeline
      local t = ctx.archive:timeline{ by = "month" }
      same("ctx.archive:timeline", (t[1].period .. " " .. t[1].count), "2025-04 5")
    end
    do -- ctx.archive:similar
      local a, n = ctx.archive:search("marathon")(), 0
      for b in ctx.archive:similar(a.id) do n = n + 1 end
      same("ctx.archive:similar", (n > 0), true)
    end
    do -- ctx.archive:get
      local a = ctx.archive:search("marathon")()
      same("ctx.archive:get", (ctx.archive:get(a.id).title == a.title), true)
      same("ctx.archive:get", ((ctx.archive:get("no-such-id"))), nil)
    end
    do -- ctx.archive:stats
      same("ctx.archive:stats", (ctx.archive:stats().articles), 5)
    end
    do -- ctx.out:columns
      ctx.out:columns{ "date", "title" }
    end
    do -- ctx.out:row
      ctx.out:row{ date = date.parse("2025-04-06"), title = "Fog" }
    end
    do -- ctx.out:heading
      ctx.out:heading("Fog")
    end
    do -- ctx.out:write
      ctx.out:write("a ", "text")
    end
    for a in ctx.archive:search('marathon') do local _ = a.id end
    for a in ctx.archive:search('marathon') do local _ = a.title end
    for a in ctx.archive:search('marathon') do local _ = a.deck end
    for a in ctx.archive:search('marathon') do local _ = a.body end
    for a in ctx.archive:search('marathon') do local _ = a.url end
    for a in ctx.archive:search('marathon') do local _ = a.source end
    for a in ctx.archive:search('marathon') do local _ = a.published end
    for a in ctx.archive:search('marathon') do local _ = a.precision end
    for a in ctx.archive:search('marathon') do local _ = a.modified end
    for a in ctx.archive:search('marathon') do local _ = a.authors end
    for a in ctx.archive:search('marathon') do local _ = a.section end
    for a in ctx.archive:search('marathon') do local _ = a.tags end
    for a in ctx.archive:search('marathon') do local _ = a.lang end
    for a in ctx.archive:search('marathon') do local _ = a.key end
    for a in ctx.archive:search('marathon') do local _ = a.meta end
    for a in ctx.archive:search('marathon') do local _ = a.from end
    for a in ctx.archive:search('marathon') do local _ = a.revision end
    for a in ctx.archive:search('marathon') do local _ = a.score end
    for a in ctx.archive:search('marathon') do local _ = a.snippet end
    for a in ctx.archive:search('marathon') do local _ = a.volume end
    for a in ctx.archive:search('marathon') do local _ = a.distance end
    print(checked .. " checked")
  end,
}
