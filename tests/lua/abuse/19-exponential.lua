-- expect: budget_instructions 3
return { api = 1, kind = "ingest", name = "a19-exponential", match = { ext = "x" }, parse = function(rec, ctx)
  string.find(("a"):rep(60), ("a*"):rep(20) .. "b")
end }
