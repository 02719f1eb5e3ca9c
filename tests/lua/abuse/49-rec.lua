-- expect: script_error 5 expired
local kept
return { api = 1, kind = "ingest", name = "kept-rec", match = { ext = "x" }, parse = function(rec)
  if not kept then kept = rec return nil end
  return { title = kept:text() }
end }
