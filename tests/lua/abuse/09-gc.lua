-- expect: script_error 3 `__gc` is not available
return { api = 1, kind = "ingest", name = "gc", match = { ext = "x" }, parse = function()
  setmetatable({}, { __gc = function() while true do end end })
end }
