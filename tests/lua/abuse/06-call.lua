-- expect: budget_instructions 2
local function spin() while true do end end
return { api = 1, kind = "ingest", name = "a06-call", match = { ext = "x" }, parse = function(rec, ctx)
  local a = setmetatable({}, { __call = spin })
  return pcall(a)
end }
