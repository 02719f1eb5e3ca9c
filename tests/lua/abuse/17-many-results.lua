-- expect: ok
-- limits: instr=100000000
return { api = 1, kind = "ingest", name = "a17-many-results", match = { ext = "x" }, parse = function(rec, ctx)
  local long = ("x"):rep(5000000)
  assert(not pcall(table.unpack, {}, 1, 1e8))
  assert(not pcall(table.unpack, {}, 1, 9999999))
  assert(not pcall(table.unpack, {}, math.mininteger, math.maxinteger))
  assert(not pcall(string.byte, long, 1, -1))
  assert(not pcall(utf8.codepoint, long, 1, -1))
  assert(select("#", string.byte(long, 1, 1000)) == 1000)
  assert(select("#", table.unpack({}, 1, 100)) == 100)
  return { title = "ok" }
end }
