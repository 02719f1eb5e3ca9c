-- expect: script_error 3 an error that is not a string (userdata)
return { api = 1, kind = "ingest", name = "a67-userdata", match = { ext = "x" }, parse = function(rec, ctx)
  error(rec)
end }
