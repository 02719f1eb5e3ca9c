-- expect: ok
return { api = 1, kind = "ingest", name = "a52-yields", match = { ext = "x" }, parse = function(rec, ctx)
  local function inside(f)
    local co = coroutine.create(f)
    local ok, why = coroutine.resume(co)
    assert(not ok and why:find("yield"), why)
  end
  inside(function() string.gsub("a", "a", coroutine.yield) end)
  inside(function() table.sort({ 1, 2, 3 }, coroutine.yield) end)
  inside(function() tostring(setmetatable({}, { __tostring = coroutine.yield })) end)
  assert(coroutine.wrap(function() return pcall(coroutine.yield, 7) end)() == 7)
  return { title = "ok" }
end }
