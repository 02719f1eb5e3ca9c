-- expect: budget_instructions 2
local function spin() while true do end end
return { api = 1, kind = "ingest", name = "a06-newindex", match = { ext = "x" }, parse = function(rec, ctx)
  local a = setmetatable({}, { __newindex = spin })
  return pcall(function() a.x = 1 end)
end }
