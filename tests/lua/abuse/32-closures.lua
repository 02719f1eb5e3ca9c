-- expect: budget_heap
-- limits: instr=100000000
return { api = 1, kind = "ingest", name = "a32-closures", match = { ext = "x" }, parse = function(rec, ctx)
  local t = {}
  for i = 1, 1e7 do t[i] = function() return i end end
end }
