-- expect: ok
return { api = 1, kind = "ingest", name = "a63-reads", match = { ext = "x" }, parse = function(rec, ctx)
  -- Fields are read raw, and once.
  local reads = 0
  local a = setmetatable({ title = "ok" }, { __index = function() reads = reads + 1 return "x" end,
    __pairs = function() reads = reads + 1 end, __len = function() reads = reads + 1 return 5 end })
  ctx:emit(a)
  assert(reads == 0)
  return nil
end }
