-- expect: budget_instructions 2
local function spin() while true do end end
return { api = 1, kind = "ingest", name = "a06-len", match = { ext = "x" }, parse = function(rec, ctx)
  local a = setmetatable({}, { __len = spin })
  return pcall(function() return #a end)
end }
