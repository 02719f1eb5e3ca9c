-- expect: ok
local kept
return { api = 1, kind = "ingest", name = "a49-kept-in-coroutine", match = { ext = "x" }, parse = function(rec, ctx)
  if not kept then
    kept = coroutine.wrap(function(...)
      local guard <close> = setmetatable({}, { __close = function() rec:text() end })
      while true do coroutine.yield(pcall(rec.text, rec)) end
    end)
  end
  local ok, why = kept()
  n = (n or 0) + 1
  assert(ok == (n == 1) and (ok or why:find("expired")), why)
  return { title = "ok" }
end }
