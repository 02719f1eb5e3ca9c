-- expect: ok
return { api = 1, kind = "ingest", name = "a24-plain", match = { ext = "x" }, parse = function(rec, ctx)
  local many = ("a"):rep(2000000)
  assert(not many:find(("a"):rep(1000000) .. "b", 1, true))
  assert(not rec:bytes():find(many))
  return { title = "ok" }
end }
