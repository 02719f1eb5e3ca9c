-- expect: budget_instructions 3
return { api = 1, kind = "ingest", name = "a20-cubic", match = { ext = "x" }, parse = function(rec, ctx)
  pcall(string.find, ("a"):rep(20000), ".-.-.-b")
end }
