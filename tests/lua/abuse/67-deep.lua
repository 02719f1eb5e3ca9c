-- expect: script_error 5 an error that is not a string (table)
return { api = 1, kind = "ingest", name = "a67-deep", match = { ext = "x" }, parse = function(rec, ctx)
  local t = {}
  for _ = 1, 100000 do t = { message = t } end
  error(t)
end }
