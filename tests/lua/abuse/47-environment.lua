-- expect: script_error 5 the true message
return { api = 1, kind = "ingest", name = "a47-environment", match = { ext = "x" }, parse = function(rec, ctx)
  string.format, table.concat, tostring, pcall, type = error, error, error, error, error
  setmetatable(_ENV, { __index = error, __newindex = error })
  error("the true message")
end }
