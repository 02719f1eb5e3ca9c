-- expect: script_error 4 `xpcall` is not available
local function spin() while true do end end
return { api = 1, kind = "ingest", name = "a03-xpcall", match = { ext = "x" }, parse = function(rec, ctx)
  while true do xpcall(spin, function() return 1 end) end
end }
