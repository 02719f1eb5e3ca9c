-- expect: script_error 3 `load` is not available
return { api = 1, kind = "ingest", name = "load", match = { ext = "x" }, parse = function()
  load("return 1")()
end }
