-- expect: ok
-- limits: instr=100000000
return { api = 1, kind = "ingest", name = "a27-deep", match = { ext = "x" }, parse = function(rec, ctx)
  local n = 100000
  local page = html.parse(("<div>"):rep(n) .. "deep")
  assert(page == nil or #page:text() < 100)
  local doc = xml.parse(("<a>"):rep(n) .. ("</a>"):rep(n))
  assert(doc == nil or doc:root() ~= nil)
  assert(json.decode(("["):rep(n) .. ("]"):rep(n)) == nil)
  assert(json.decode(('{"a":'):rep(n)) == nil)
  html.text(("<b>"):rep(n) .. "x")
  return { title = "ok" }
end }
