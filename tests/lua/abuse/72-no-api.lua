-- refused: 'api' is missing
return { kind = "ingest", name = "a", match = { ext = "x" }, parse = print, }
