-- expect: budget_alloc
return { api = 1, kind = "ingest", name = "a26-concat", match = { ext = "x" }, parse = function(rec, ctx)
  local s = ("x"):rep(8000000)
  while true do local _ = s .. "y" end
end }
