-- expect: ok
-- limits: instr=100000000 heap=200000000 ms=10000
return { api = 1, kind = "ingest", name = "a39-keys", match = { ext = "x" }, parse = function(rec, ctx)
  local t = {}
  for i = 1, 200000 do t[("%08x"):format(i * 2654435761 % 4294967296)] = i end
  for i = 1, 100000 do t[i << 32] = i t[i * 1.5] = i end
  return { title = "ok" }
end }
