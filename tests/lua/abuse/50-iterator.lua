-- expect: ok
local kept
return { api = 1, kind = "ingest", name = "a50-iterator", match = { ext = "x" }, parse = function(rec, ctx)
  -- A coroutine that was left in a host's iterator; the record it belongs to is gone.
  if not kept then
    local lines = rec:bytes():lines()
    kept = coroutine.create(function() lines() coroutine.yield() return lines() end)
    coroutine.resume(kept)
    return { title = "kept" }
  end
  local ok, why = coroutine.resume(kept)
  assert(coroutine.status(kept) == "dead")
  assert(not ok and (why:find("expired") or why:find("dead")), why)
  return { title = "ok" }
end }
