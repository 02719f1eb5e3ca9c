-- expect: budget_
-- limits: instr=1000000000
return { api = 1, kind = "ingest", name = "a32-coroutines", match = { ext = "x" }, parse = function(rec, ctx)
  local t = {}
  for i = 1, 1e7 do t[i] = coroutine.create(print) end
end }
