-- expect: script_error 3 not a string
return { api = 1, kind = "ingest", name = "error-nil", match = { ext = "x" }, parse = function()
  error(setmetatable({}, { __tostring = function() while true do end end }))
end }
