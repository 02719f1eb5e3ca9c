-- expect: invalid_article 2 longer than 128 bytes
return { api = 1, kind = "ingest", name = "a64-from-long", match = { ext = "x" }, parse = function(rec, ctx)
  return { title = "a", from = { title = ("x"):rep(129) } }
end }
