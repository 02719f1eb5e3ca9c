-- expect: script_error 7 not enough memory
-- limits: record=20000000 heap=8000000
return { api = 1, kind = "ingest", name = "a43-view", match = { ext = "x" }, parse = function(rec, ctx)
  local v = rec:bytes()
  assert(#v == 20000000 and v:sub(2):len() == 19999999)
  assert(v:find("y") == nil and v:byte(-1) == 120 and not v:match("y", 19000000))
  return { title = v:tostring() }
end }
