-- expect: budget_instructions 5
return { api = 1, kind = "ingest", name = "a13-sort-long-strings", match = { ext = "x" }, parse = function(rec, ctx)
  local long, t = ("x"):rep(1 << 20), {}
  for i = 1, 10000 do t[i] = long end
  table.sort(t)
end }
