-- expect: budget_instructions 2
local function spin() while true do end end
return { api = 1, kind = "ingest", name = "wrap-loop", match = { ext = "x" }, parse = function()
  while true do pcall(coroutine.wrap(spin)) end
end }
