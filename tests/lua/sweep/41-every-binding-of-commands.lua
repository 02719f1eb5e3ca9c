-- What only commands have, over an archive of three articles and a folder that may be read and
-- written.
do -- archive:search
  local n = 0
  for a in ctx.archive:search { query = "marathon", sort = "newest", limit = 2 } do
    n = n + #tostring(a.title) + #tostring(a.body) + #tostring(a.snippet) + #tostring(a.id) + #a.authors
    assert(a.source and a.published and a.score and a.volume and not a.url)
  end
  assert(n > 0)
  for a in ctx.archive:search("runners") do
    if a then break end
  end
  assert(not pcall(ctx.archive.search, {}))
end
do -- archive, the rest
  local id
  for a in ctx.archive:search("marathon") do id = a.id end
  assert(ctx.archive:get(id).title and ctx.archive:get("ffffffffffffffff") == nil)
  for a in ctx.archive:similar(id, 2) do assert(a.id) end
  assert(ctx.archive:count("marathon") == 3 and ctx.archive:count { query = "marathon" } == 3)
  assert(ctx.archive:stats().articles == 3)
  assert(ctx.archive:facets { by = "source" }[1].count == 3 and ctx.archive:sources("marathon")[1])
  assert(ctx.archive:timeline { by = "month", query = "marathon" }[1].count == 3)
end
do -- output
  ctx.out:columns { "date", "title" }
  ctx.out:heading("H")
  ctx.out:row { date = ctx.now, title = "a", n = 1, yes = true, list = { "a", "b" } }
  ctx.out:write("x", 1, "\n")
  print("p", 1)
  assert(not pcall(ctx.out.row, {}, {}))
end
do -- files
  assert(ctx.fs:write("FOLDER/written", "one\n", "two\n"))
  assert(ctx.fs:read("FOLDER/written") == "one\ntwo\n" and ctx.fs:read("FOLDER/nothing") == nil)
  for line in ctx.fs:lines("FOLDER/written") do assert(#line == 3) end
  assert(#ctx.fs:list("FOLDER") > 1)
  local f <close> = ctx.fs:open("FOLDER/written", "a")
  assert(f:write("three\n"))
  f:close()
  local g = ctx.fs:open("FOLDER/written")
  assert(tostring(g:read(3)) == "one")
  for line in g:lines() do assert(line) end
  g:close()
  assert(not pcall(ctx.fs.read, ctx.fs, "/etc/passwd"))
end
