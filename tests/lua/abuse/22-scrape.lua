-- expect: budget_instructions 3
return { api = 1, kind = "ingest", name = "a22-scrape", match = { ext = "x" }, parse = function(rec, ctx)
  for _ in ("<div "):rep(40000):gmatch("<div.-class=.-</div>") do end
end }
