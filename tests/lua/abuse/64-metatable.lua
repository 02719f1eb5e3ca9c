-- refused: 'api' is missing
return setmetatable({}, { __index = { api = 1, kind = "ingest", name = "a", parse = print } })
