-- expect: budget_instructions 2
local function spin() while true do end end
return { api = 1, kind = "ingest", name = "a08-for-closing", match = { ext = "x" }, parse = function(rec, ctx)
  for _ in next, { 1 }, nil, setmetatable({}, { __close = spin }) do break end
end }
