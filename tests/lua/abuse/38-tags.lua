-- expect: invalid_article 0 tags
-- limits: instr=100000000 heap=100000000
return { api = 1, kind = "ingest", name = "a38-tags", match = { ext = "x" }, parse = function(rec, ctx)
  local t = {}
  for i = 1, 1000000 do t[i] = "t" end
  return { title = "a", tags = t }
end }
