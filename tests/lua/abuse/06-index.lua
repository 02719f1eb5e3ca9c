-- expect: budget_instructions 3
return { api = 1, kind = "ingest", name = "index-spin", match = { ext = "x" }, parse = function()
  local t = setmetatable({}, { __index = function() while true do end end })
  return pcall(function() return t.x end)
end }
