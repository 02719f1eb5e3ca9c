-- expect: ok
return { api = 1, kind = "ingest", name = "a56-require", match = { ext = "x" }, parse = function(rec, ctx)
  for _, name in ipairs { "../../x", "/etc/passwd", "..", ".", "", "a/../../b", "x\0y", "/dev/zero", "html\0", "io", "os", "debug" } do
    assert(not pcall(require, name), name)
  end
  assert(not pcall(require) and not pcall(require, {}) and not pcall(require, 1))
  assert(require("html") == html and require "json" == json)
  return { title = "ok" }
end }
