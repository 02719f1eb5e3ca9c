-- expect: script_error 3 what happened
return { api = 1, kind = "ingest", name = "error-table", match = { ext = "x" }, parse = function()
  error({ message = "what happened" })
end }
