-- expect: invalid_article 0 meta
return { api = 1, kind = "ingest", name = "a37-meta-cycle", match = { ext = "x" }, parse = function(rec, ctx)
  local t = {}
  t.t = t
  return { title = "a", meta = t }
end }
