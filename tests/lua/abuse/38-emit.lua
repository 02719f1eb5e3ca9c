-- expect: invalid_article 3 more than 1000 articles
return { api = 1, kind = "ingest", name = "emit-loop", match = { ext = "x" }, parse = function(rec, ctx)
  while true do ctx:emit { title = "A" } end
end }
