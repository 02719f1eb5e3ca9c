-- expect: ok
-- limits: instr=100000000
return { api = 1, kind = "ingest", name = "a27-attributes", match = { ext = "x" }, parse = function(rec, ctx)
  local many = {}
  for i = 1, 100000 do many[i] = "a" .. i .. "='v'" end
  many = table.concat(many, " ")
  local page = html.parse("<p " .. many .. ">x</p>")
  assert(page == nil or page:select1("p"):attr("a7") == "v")
  local doc = xml.parse("<r " .. many .. "/>")
  assert(doc == nil or doc:root())
  return { title = "ok" }
end }
