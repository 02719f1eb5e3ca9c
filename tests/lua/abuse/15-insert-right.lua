-- expect: ok
return { api = 1, kind = "ingest", name = "a15-insert-right", match = { ext = "x" }, parse = function(rec, ctx)
  local t = {}
  for i = 1, 50000 do table.insert(t, i) end
  for i = 1, 50000 do assert(table.remove(t) == 50001 - i) end
  table.insert(t, 1, "a")
  table.insert(t, 1, "b")
  assert(t[1] == "b" and table.remove(t, 1) == "b" and #t == 1)
  assert(not pcall(table.insert, t, 9, "x") and not pcall(table.insert, t))
  return { title = "ok" }
end }
