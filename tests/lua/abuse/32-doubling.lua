-- expect: budget_heap
return { api = 1, kind = "ingest", name = "a32-doubling", match = { ext = "x" }, parse = function(rec, ctx)
  local s = "x"
  while true do s = s .. s end
end }
