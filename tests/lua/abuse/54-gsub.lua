-- expect: ok
-- limits: instr=100000000
return { api = 1, kind = "ingest", name = "a54-gsub", match = { ext = "x" }, parse = function(rec, ctx)
  local depth = 0
  local function down()
    depth = depth + 1
    return (string.gsub("x", "x", down))
  end
  local ok, why = pcall(down)
  assert(not ok and why:find("overflow"), why)
  local function wrap(n) return coroutine.wrap(function() return 1 + wrap(n + 1) end)() end
  ok, why = pcall(wrap, 1)
  assert(not ok and why:find("overflow"), why)
  return { title = "ok" }
end }
