-- expect: ok
-- limits: instr=100000000
return { api = 1, kind = "ingest", name = "a36-format", match = { ext = "x" }, parse = function(rec, ctx)
  local many = {}
  for i = 1, 200 do many[i] = "%99s" end
  assert(#string.format(table.concat(many), table.unpack(many, 1, 200)) == 200 * 99)
  assert(not pcall(string.format, ("%99s"):rep(200)))
  assert(not pcall(string.format, "%100s", "x") and not pcall(string.format, "%.100f", 1))
  assert(not pcall(string.format, "%", 1) and not pcall(string.format, "%y", 1))
  assert(not pcall(string.format, ("%d"):rep(1000000)))
  assert(not pcall(string.unpack, "s8", "\255\255\255\255\255\255\255\127x"))
  assert(not pcall(string.unpack, "s8", ("\255"):rep(8)))
  assert(not pcall(string.unpack, "c2147483647", "x") and not pcall(string.unpack, "z", "x"))
  assert(not pcall(string.packsize, "c2147483647c2147483647") and not pcall(string.pack, "i17", 1))
  assert(not pcall(string.pack, "s1", ("x"):rep(300)))
  assert(string.unpack("<i4", string.pack("<i4", -7)) == -7)
  return { title = "ok" }
end }
