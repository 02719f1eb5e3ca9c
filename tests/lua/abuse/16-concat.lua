-- expect: script_error 3 range too large
return { api = 1, kind = "ingest", name = "table-concat", match = { ext = "x" }, parse = function()
  table.concat({}, "", 1, 1 << 40)
end }
