-- expect: budget_instructions
return { api = 1, kind = "ingest", name = "a28-selectors", match = { ext = "x" }, parse = function(rec, ctx)
  local page = html.parse(("<div><p><i>"):rep(150) .. "x")
  while true do
    pcall(page.select, page, ("div "):rep(25) .. "b")
    pcall(page.select, page, ("*:not(.a)"):rep(20))
  end
end }
