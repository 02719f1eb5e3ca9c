-- expect: ok
return { api = 1, kind = "ingest", name = "a46-evil", match = { ext = "x" }, parse = function(rec, ctx)
  -- What a script does to its own copies is its own affair; `fine`, which runs next, is not in it.
  string.upper = function() while true do end end
  string.find, string.gsub, table.concat, pcall = nil, nil, error, nil
  assert(not ("x").find and not ("x").gsub)
  return { title = rec:bytes():upper() }
end }
