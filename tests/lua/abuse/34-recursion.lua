-- expect: budget_heap 2
local function f() return 1 + f() end
return { api = 1, kind = "ingest", name = "recursion", match = { ext = "x" }, parse = function()
  f()
end }
