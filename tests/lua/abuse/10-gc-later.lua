-- expect: ok
return { api = 1, kind = "ingest", name = "a10-gc-later", match = { ext = "x" }, parse = function(rec, ctx)
  for _ = 1, 100 do
    local mt = {}
    kept = setmetatable({}, mt)
    mt.__gc = function() while true do end end -- too late: Lua looks when the metatable is set
  end
  assert(not pcall(setmetatable, {}, { __gc = true }))
  return { title = "ok" }
end }
