-- refused: unknown field
local t = { api = 1, kind = "ingest", name = "a", parse = print }
for i = 1, 50000 do t["k" .. i] = i end
return t
