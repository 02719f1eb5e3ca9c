-- expect: invalid_article
return { api = 1, kind = "ingest", name = "a63-tostring-title", match = { ext = "x" }, parse = function(rec, ctx)
  return { title = setmetatable({}, { __tostring = function() return "a" end }) }
end }
