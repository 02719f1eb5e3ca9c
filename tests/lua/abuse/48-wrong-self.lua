-- expect: ok
return { api = 1, kind = "ingest", name = "a48-wrong-self", match = { ext = "x" }, parse = function(rec, ctx)
  local v, page = rec:bytes(), html.parse("<p>x</p>")
  local node = page:select1("p")
  local doc = xml.parse("<a><b/></a>")
  local all = { v, page, node, doc, doc:root(), rec, ctx, {}, "x", 1, true, print, date.parse("2025-04-06") }
  for _, object in ipairs(all) do
    assert(not getmetatable(object))
    assert(type(object) ~= "userdata" or not pcall(function() return object.__gc end) or object.__gc == nil)
    for _, other in ipairs(all) do
      for _, name in ipairs { "sub", "text", "select", "attr", "root", "children", "emit", "lines", "len", "html" } do
        local ok, method = pcall(function() return object[name] end)
        if ok and method then
          pcall(method, other)
          pcall(method, other, other)
          pcall(method)
        end
      end
    end
  end
  return { title = node:text() }
end }
