-- expect: invalid_article 4 from: 'titel' is no field (did you mean 'title'?)
-- Where a field comes from is said of fields that there are, and of nothing else.
return { api = 1, kind = "ingest", name = "a64-from", match = { ext = "x" }, parse = function(rec, ctx)
  ctx:emit { title = "a", from = { titel = "h1" } }
end }
