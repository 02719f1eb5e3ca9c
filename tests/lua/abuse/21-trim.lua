-- expect: budget_instructions 3
return { api = 1, kind = "ingest", name = "a21-trim", match = { ext = "x" }, parse = function(rec, ctx)
  return (string.gsub((" "):rep(2e5) .. "x", "%s+$", ""))
end }
