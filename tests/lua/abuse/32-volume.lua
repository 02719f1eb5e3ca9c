-- expect: budget_alloc
return { api = 1, kind = "ingest", name = "volume", match = { ext = "x" }, parse = function()
  local s = ("x"):rep(1000000)
  for i = 1, 1e9 do local t = s .. i end
end }
