-- refused: api 999 is not offered
return { api = 999, kind = "ingest", name = "a", match = { ext = "x" }, parse = print, }
