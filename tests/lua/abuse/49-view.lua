-- expect: script_error 5 expired
local kept
return { api = 1, kind = "ingest", name = "kept-view", match = { ext = "x" }, parse = function(rec)
  if not kept then kept = rec:bytes() return nil, "kept" end
  return { title = kept:sub(1, 3) }
end }
