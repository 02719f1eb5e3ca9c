-- expect: budget_instructions 2
local function spin() while true do end end
local function nest(n)
  local guard <close> = setmetatable({}, { __close = spin })
  if n == 0 then error("the first") end
  nest(n - 1)
end
return { api = 1, kind = "ingest", name = "a07-close-fifty", match = { ext = "x" }, parse = function(rec, ctx)
  nest(50)
end }
