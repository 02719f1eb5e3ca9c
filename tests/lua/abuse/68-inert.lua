-- expect: ok
return { api = 1, kind = "ingest", name = "a68-inert", match = { ext = "x" }, parse = function(rec, ctx)
  assert(not pcall(warn, "@on") and not pcall(collectgarbage, "stop") and not pcall(collectgarbage, "generational"))
  assert(not pcall(math.randomseed, 1) and not pcall(rawset, {}, 1, 2))
  return { title = "ok" }
end }
