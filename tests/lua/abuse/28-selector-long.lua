-- expect: ok
-- limits: instr=100000000
return { api = 1, kind = "ingest", name = "a28-selector-long", match = { ext = "x" }, parse = function(rec, ctx)
  local page = html.parse("<p>x</p>")
  for _, css in ipairs { ("p:not("):rep(1000) .. "b" .. (")"):rep(1000), ("a "):rep(100000), ("a,"):rep(100000) .. "b",
    ":", "[", "[a", "a[b=", "a:not(", ">", "", "\0", "p\0q", ("["):rep(5000), ":first-child:first-child" } do
    pcall(page.select, page, css)
  end
  return { title = "ok" }
end }
