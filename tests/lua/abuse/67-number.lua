-- expect: script_error 3
return { api = 1, kind = "ingest", name = "a67-number", match = { ext = "x" }, parse = function(rec, ctx)
  error(42)
end }
