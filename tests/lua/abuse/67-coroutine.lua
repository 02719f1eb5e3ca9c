-- expect: script_error 3 an error that is not a string (thread)
return { api = 1, kind = "ingest", name = "a67-coroutine", match = { ext = "x" }, parse = function(rec, ctx)
  error(coroutine.create(print))
end }
