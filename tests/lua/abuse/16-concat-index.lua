-- expect: script_error 5 invalid value
return { api = 1, kind = "ingest", name = "a16-concat-index", match = { ext = "x" }, parse = function(rec, ctx)
  local t = setmetatable({}, { __index = rawequal })
  assert(not pcall(table.concat, t, "", 1, 1 << 40))
  table.concat(t, "", 1, 1 << 20)
end }
