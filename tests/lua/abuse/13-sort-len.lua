-- expect: script_error 3 __len
return { api = 1, kind = "ingest", name = "table-len", match = { ext = "x" }, parse = function()
  table.sort(setmetatable({}, { __len = function() return 2 ^ 31 - 2 end }), rawequal)
end }
