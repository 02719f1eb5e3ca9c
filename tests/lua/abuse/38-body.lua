-- expect: invalid_article 0 larger
-- limits: heap=100000000
return { api = 1, kind = "ingest", name = "a38-body", match = { ext = "x" }, parse = function(rec, ctx)
  return { title = "a", body = ("x"):rep(17 << 20) }
end }
