-- expect: 5
local kept, node
return {
  api = 1, kind = "ingest", name = "each",
  parse = function(rec, ctx)
    local function ok(what, cond) if not cond then error(what) end ctx:emit { title = what } end
    local function expired(f, ...)
      local fine, why = pcall(f, ...)
      return not fine and why:find("expired") ~= nil
    end
    if kept and not (expired(kept) and expired(node.text, node)) then error("kept") end
    local big = "<r>" .. ("<item><t>x</t></item>"):rep(50000) .. "</r>"
    local n = 0
    for it in xml.each(big, "item") do n = n + #it:text() end
    ok("fifty thousand elements", n == 50000)
    local a
    for it in xml.each("<r><i>1</i><i>2</i></r>", "i") do
      if a then ok("one at a time", expired(a.text, a) and it:text() == "2") end
      a = it
    end
    local tries = 0
    for _ = 1, 200 do for _ in xml.each(big:sub(1, 2000), "item") do tries = tries + 1 break end end
    ok("left early", tries == 200)
    ok("an error within", not pcall(function() for _ in xml.each(big, "item") do error("no") end end))
    kept = xml.each("<r><i>1</i><i>2</i></r>", "i")
    node = kept()
    local fine, why = pcall(xml.each(("<a>"):rep(600), "i"))
    ok("too deep", not fine and why:find("inside each other"))
  end,
}
