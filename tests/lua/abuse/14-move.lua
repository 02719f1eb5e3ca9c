-- expect: script_error 3 range too large
return { api = 1, kind = "ingest", name = "table-move", match = { ext = "x" }, parse = function()
  table.move({}, 1, 1 << 60, 2)
end }
