-- expect: invalid_article 2 unknown field 'titel' (did you mean 'title'?)
return { api = 1, kind = "ingest", name = "typo", match = { ext = "x" }, parse = function()
  return { titel = "A" }
end }
