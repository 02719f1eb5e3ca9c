-- expect: script_error 3 module 'socket' not found
return { api = 1, kind = "ingest", name = "socket", match = { ext = "x" }, parse = function()
  require("socket")
end }
