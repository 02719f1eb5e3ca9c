-- refused: options
return { api = 1, kind = "ingest", name = "a", match = { ext = "x" }, parse = print, options = { n = { type = "int", default = print } } }
