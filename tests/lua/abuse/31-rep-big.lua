-- expect: script_error 3 resulting string too large
return { api = 1, kind = "ingest", name = "a31-rep-big", match = { ext = "x" }, parse = function(rec, ctx)
  return ("x"):rep(1 << 30)
end }
