-- expect: budget_cpu
-- limits: instr=1000000000 ms=300
return { api = 1, kind = "ingest", name = "a26-compare", match = { ext = "x" }, parse = function(rec, ctx)
  local a, b = ("x"):rep(4000000) .. "a", ("x"):rep(4000000) .. "b"
  while true do local _ = a < b end
end }
