-- expect: script_error 3 outside a coroutine
return { api = 1, kind = "ingest", name = "yield", match = { ext = "x" }, parse = function()
  coroutine.yield(1)
end }
