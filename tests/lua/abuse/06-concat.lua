-- expect: budget_instructions 2
local function spin() while true do end end
return { api = 1, kind = "ingest", name = "a06-concat", match = { ext = "x" }, parse = function(rec, ctx)
  local a = setmetatable({}, { __concat = spin })
  return pcall(function() return a .. "x" end)
end }
