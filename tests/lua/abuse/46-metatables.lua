-- expect: ok
return { api = 1, kind = "ingest", name = "metatable", match = { ext = "x" }, parse = function(rec)
  assert(getmetatable("") == false)
  assert(getmetatable(rec) == false and getmetatable(rec:bytes()) == false)
  assert(not tostring({}):find("0x") and not tostring(print):find("0x"))
  assert(not ("%s"):format({}):find("0x") and not pcall(string.format, "%p", {}))
  assert(not pcall(setmetatable, io, {}))
  for _, name in ipairs { "debug", "package", "io", "os" } do
    for _ in pairs(_ENV and { [name] = 1 }) do end
  end
  assert(_G == nil)
  return { title = "ok" }
end }
