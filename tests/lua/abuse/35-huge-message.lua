-- expect: script_error 3 xxxxxxxx
return { api = 1, kind = "ingest", name = "error-huge", match = { ext = "x" }, parse = function()
  error(("x"):rep(5000000))
end }
