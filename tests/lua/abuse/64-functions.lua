-- refused: summary
return { api = 1, kind = "ingest", name = "a", match = { ext = "x" }, parse = print, summary = print }
