-- expect: ok
return { api = 1, kind = "ingest", name = "a27-entities", match = { ext = "x" }, parse = function(rec, ctx)
  local t = { '<!DOCTYPE r [<!ENTITY a0 "lol">' }
  for i = 1, 20 do t[#t + 1] = ('<!ENTITY a%d "%s">'):format(i, ("&a" .. i - 1 .. ";"):rep(10)) end
  t[#t + 1] = "]><r>&a20;</r>"
  local doc = xml.parse(table.concat(t))
  assert(doc == nil or #(doc:root():text()) < 10000)
  local outer = xml.parse('<!DOCTYPE r [<!ENTITY x SYSTEM "/etc/passwd">]><r>&x;</r>')
  assert(outer == nil or not outer:root():text():find("root:"))
  return { title = "ok" }
end }
