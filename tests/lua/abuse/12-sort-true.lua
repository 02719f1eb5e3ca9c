-- expect: script_error 5 invalid order function
return { api = 1, kind = "ingest", name = "a12-sort-true", match = { ext = "x" }, parse = function(rec, ctx)
  local t = {}
  for i = 1, 1000 do t[i] = i end
  table.sort(t, function() return true end)
end }
