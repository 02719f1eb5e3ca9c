-- expect: budget_instructions 2
local function spin() while true do end end
return { api = 1, kind = "ingest", name = "a12-sort-spin", match = { ext = "x" }, parse = function(rec, ctx)
  table.sort({ 3, 1, 2 }, spin)
end }
