-- expect: budget_heap
return { api = 1, kind = "ingest", name = "hog-pcall", match = { ext = "x" }, parse = function()
  while true do
    pcall(function() local s = "x" while true do s = s .. s end end)
  end
end }
