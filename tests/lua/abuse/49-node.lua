-- expect: script_error 8 expired
local kept
return { api = 1, kind = "ingest", name = "kept-node", match = { ext = "x" }, parse = function(rec)
  if not kept then
    kept = html.parse("<p>a <b>b</b></p>"):select1("b")
    return nil, kept:text()
  end
  return { title = kept:text() }
end }
