-- expect: invalid_article 2 title is not valid UTF-8
return { api = 1, kind = "ingest", name = "bad-utf8", match = { ext = "x" }, parse = function()
  return { title = "caf\xe9" }
end }
