-- expect: ok
return { api = 1, kind = "ingest", name = "a73-neighbours", match = { ext = "x" }, parse = function(rec, ctx)
  -- A record that failed leaves nothing behind for the next.
  n = (n or 0) + 1
  if n == 2 then pcall(error, "x") end
  return { title = "ok" }
end }
