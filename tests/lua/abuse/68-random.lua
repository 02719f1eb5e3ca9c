-- expect: ok
local first
return { api = 1, kind = "ingest", name = "random", match = { ext = "x" }, parse = function()
  local n = math.random(1 << 40)
  assert(not first or first == n)
  first = n
  return { title = "r" }
end }
