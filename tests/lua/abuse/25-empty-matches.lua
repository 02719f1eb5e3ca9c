-- expect: ok
-- limits: instr=100000000
return { api = 1, kind = "ingest", name = "a25-empty-matches", match = { ext = "x" }, parse = function(rec, ctx)
  local n = 0
  for _ in (("x"):rep(3000000)):gmatch("y*") do n = n + 1 end
  assert(n == 3000001)
  return { title = "ok" }
end }
