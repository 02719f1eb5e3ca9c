-- expect: invalid_article 0 meta
-- limits: heap=100000000
return { api = 1, kind = "ingest", name = "a38-meta-huge", match = { ext = "x" }, parse = function(rec, ctx)
  return { title = "a", meta = { x = ("x"):rep(20000000) } }
end }
