-- expect: budget_instructions 2
local function spin() while true do end end
return { api = 1, kind = "ingest", name = "coroutine-loop", match = { ext = "x" }, parse = function()
  while true do coroutine.resume(coroutine.create(spin)) end
end }
