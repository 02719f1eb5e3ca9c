-- expect: ok
-- limits: instr=100000000 heap=200000000
local function f(n) return 1 + f(n + 1) end
return { api = 1, kind = "ingest", name = "a34-recursion-deep", match = { ext = "x" }, parse = function(rec, ctx)
  local ok, why = pcall(f, 1)
  assert(not ok and why:find("overflow"), why)
  return { title = "ok" }
end }
