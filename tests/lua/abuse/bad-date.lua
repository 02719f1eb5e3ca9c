-- expect: invalid_article 2 published: 'on Sunday' is not an RFC 3339 date
return { api = 1, kind = "ingest", name = "bad-date", match = { ext = "x" }, parse = function()
  return { title = "A", published = "on Sunday" }
end }
