-- expect: ok
-- limits: instr=100000000
return { api = 1, kind = "ingest", name = "a37-json", match = { ext = "x" }, parse = function(rec, ctx)
  local t, deep = {}, {}
  t.t = t
  assert(not pcall(json.encode, t))
  local at = deep
  for _ = 1, 200000 do at.a = {} at = at.a end
  assert(not pcall(json.encode, deep))
  assert(not pcall(json.encode, print) and not pcall(json.encode, { [{}] = 1 }))
  assert(json.encode(0 / 0) == "null" and json.encode(math.huge) == "null")
  return { title = "ok" }
end }
