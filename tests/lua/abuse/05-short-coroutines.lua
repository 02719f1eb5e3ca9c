-- expect: budget_instructions
return { api = 1, kind = "ingest", name = "short-coroutines", match = { ext = "x" }, parse = function()
  while true do coroutine.wrap(function() return 1 end)() end
end }
