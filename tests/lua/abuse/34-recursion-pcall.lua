-- expect: budget_heap
-- limits: instr=100000000
local function f() return 1 + f() end
return { api = 1, kind = "ingest", name = "a34-recursion-pcall", match = { ext = "x" }, parse = function(rec, ctx)
  while true do pcall(f) end
end }
