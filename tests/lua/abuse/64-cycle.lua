-- refused: match
local t = { ext = "x" }
t.ext = t
return { api = 1, kind = "ingest", name = "a", match = t, parse = print }
