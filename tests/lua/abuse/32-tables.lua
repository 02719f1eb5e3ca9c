-- expect: budget_heap 4
return { api = 1, kind = "ingest", name = "hog", match = { ext = "x" }, parse = function()
  local t = {}
  for i = 1, 1e9 do t[i] = { i } end
end }
