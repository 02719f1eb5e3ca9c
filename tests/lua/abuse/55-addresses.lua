-- expect: ok
return { api = 1, kind = "ingest", name = "a55-addresses", match = { ext = "x" }, parse = function(rec, ctx)
  for _, v in ipairs { {}, print, coroutine.create(print), rec, ctx, rec:bytes(), json.null, function() end } do
    assert(not tostring(v):find("0x") and not ("%s"):format(v):find("0x"), tostring(v))
    assert(not pcall(string.format, "%p", v) and not pcall(string.format, "%-20p", v))
    local _, why = pcall(error, v)
    assert(not tostring(why):find("0x"))
    _, why = pcall(function() return v + 1 end)
    assert(not tostring(why):find("0x"))
  end
  print(print, {}, rec)
  return { title = "ok" }
end }
