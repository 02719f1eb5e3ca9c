-- expect: invalid_article
return { api = 1, kind = "ingest", name = "a37-return-cycle", match = { ext = "x" }, parse = function(rec, ctx)
  local t = {}
  t[1] = t
  return t
end }
