-- expect: invalid_article 0 meta
return { api = 1, kind = "ingest", name = "a38-meta-many", match = { ext = "x" }, parse = function(rec, ctx)
  local t = {}
  for i = 1, 100000 do t["k" .. i] = i end
  return { title = "a", meta = t }
end }
