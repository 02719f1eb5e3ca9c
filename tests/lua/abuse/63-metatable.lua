-- expect: no_text 2
return { api = 1, kind = "ingest", name = "meta-metatable", match = { ext = "x" }, parse = function()
  return setmetatable({ lang = "en" }, { __index = { title = "A" }, __pairs = error })
end }
