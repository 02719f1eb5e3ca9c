-- expect: script_error 3 an error that is not a string (boolean)
return { api = 1, kind = "ingest", name = "a67-false", match = { ext = "x" }, parse = function(rec, ctx)
  error(false)
end }
