-- expect: ok
return { api = 1, kind = "ingest", name = "a45-walk", match = { ext = "x" }, parse = function(rec, ctx)
  -- Whatever can be reached: tables, their metatables, and what calling getmetatable gives.
  local seen, todo, names = {}, { _ENV, "", rec, ctx, rec:bytes(), html.parse("<p>x</p>") }, {}
  while #todo > 0 do
    local v = table.remove(todo)
    local mt = getmetatable(v)
    assert(mt == nil or mt == false)
    if type(v) == "table" and not seen[v] then
      seen[v] = true
      for k, x in next, v do
        if type(k) == "string" then names[k] = true end
        todo[#todo + 1] = x
      end
    end
  end
  for _, name in ipairs { "popen", "execute", "getinfo", "loadlib", "getregistry", "sethook", "ffi", "jit", "_G" } do
    assert(not names[name], name)
  end
  for _, lib in ipairs { io, os, debug, package } do
    assert(next(lib) == nil and not pcall(lib.anything) and not pcall(setmetatable, lib, nil))
  end
  return { title = "ok" }
end }
