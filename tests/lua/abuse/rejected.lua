-- expect: rejected 0 not today
return { api = 1, kind = "ingest", name = "rejected", match = { ext = "x" }, parse = function()
  return false, "not today"
end }
