-- expect: ok
return { api = 1, kind = "ingest", name = "a18-rep-empty", match = { ext = "x" }, parse = function(rec, ctx)
  assert(("").rep("", 2 ^ 62) == "" and ("x"):rep(0) == "" and ("x"):rep(-2 ^ 60) == "")
  for _, c in ipairs { { "a", 1 }, { "ab", 3, "-" }, { "", 3, "," }, { "x", 5, "" }, { "", 1, "q" } } do
    local t = {}
    for i = 1, c[2] do t[i] = c[1] end
    assert(c[1]:rep(c[2], c[3]) == table.concat(t, c[3]))
  end
  return { title = "ok" }
end }
