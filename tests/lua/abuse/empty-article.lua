-- expect: no_text 2 neither title nor body
return { api = 1, kind = "ingest", name = "empty-article", match = { ext = "x" }, parse = function()
  return { title = " \t", url = "https://a.example/" }
end }
