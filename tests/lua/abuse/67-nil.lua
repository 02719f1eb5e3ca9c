-- expect: script_error 3 an error that is not a string (nil)
return { api = 1, kind = "ingest", name = "a67-nil", match = { ext = "x" }, parse = function(rec, ctx)
  error(nil)
end }
