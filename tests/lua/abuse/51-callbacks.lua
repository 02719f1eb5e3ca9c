-- expect: ok
return { api = 1, kind = "ingest", name = "a51-callbacks", match = { ext = "x" }, parse = function(rec, ctx)
  -- A callback that raises, yields, or uses what called it.
  assert(not pcall(string.gsub, "abc", ".", function() error("x") end))
  assert(not pcall(table.sort, { 2, 1, 3 }, function() error("x") end))
  local t = { 5, 4, 3, 2, 1 }
  pcall(table.sort, t, function(a, b) table.remove(t) return a < b end)
  local page = html.parse("<p>a</p><p>b</p>")
  for _, node in ipairs(page:select("p")) do
    for _, other in ipairs(page:select("p")) do assert(#other:text() == 1) end
    assert(node:parent())
  end
  local lines = rec:bytes():lines()
  assert(not pcall(function() for _ in lines do error("out") end end))
  assert(lines() == nil)
  assert(not pcall(ctx.emit, ctx, setmetatable({}, { __index = error })))
  return { title = "ok" }
end }
