-- expect: budget_instructions 3
return { api = 1, kind = "ingest", name = "loop", match = { ext = "x" }, parse = function()
  while true do end
end }
