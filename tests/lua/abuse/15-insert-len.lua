-- expect: script_error 6 __len
return { api = 1, kind = "ingest", name = "a15-insert-len", match = { ext = "x" }, parse = function(rec, ctx)
  local t = setmetatable({}, { __len = function() return 1 << 60 end })
  assert(not pcall(table.remove, t) and not pcall(table.remove, t, 1))
  assert(not pcall(table.unpack, t) and not pcall(table.concat, t))
  table.insert(t, 1, "x")
end }
