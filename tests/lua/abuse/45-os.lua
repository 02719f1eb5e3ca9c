-- expect: script_error 3 `os.execute` is not available
return { api = 1, kind = "ingest", name = "os", match = { ext = "x" }, parse = function()
  os.execute("true")
end }
