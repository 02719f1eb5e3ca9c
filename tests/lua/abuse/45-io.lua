-- expect: script_error 3 `io.open` is not available
return { api = 1, kind = "ingest", name = "io", match = { ext = "x" }, parse = function()
  io.open("/etc/passwd")
end }
