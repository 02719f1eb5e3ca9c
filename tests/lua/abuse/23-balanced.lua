-- expect: budget_instructions 3
return { api = 1, kind = "ingest", name = "a23-balanced", match = { ext = "x" }, parse = function(rec, ctx)
  ("("):rep(60000):find("%b()")
end }
