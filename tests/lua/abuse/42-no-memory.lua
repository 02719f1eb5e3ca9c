-- expect: budget_heap
-- limits: heap=1
return { api = 1, kind = "ingest", name = "a42-no-memory", match = { ext = "x" }, parse = function(rec, ctx)
  return { title = "a" }
end }
