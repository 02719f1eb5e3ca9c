-- expect: ok
return { api = 1, kind = "ingest", name = "a44-bytecode", match = { ext = "x" }, parse = function(rec, ctx)
  assert(not pcall(string.dump, function() end) and not pcall(load, "\27Lua"))
  assert(not pcall(require, "x.luac") and not pcall(loadfile, "x") and not pcall(dofile))
  return { title = "ok" }
end }
