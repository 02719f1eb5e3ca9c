-- expect: script_error 3 `string.dump` is not available
return { api = 1, kind = "ingest", name = "dump", match = { ext = "x" }, parse = function()
  return string.dump(function() end)
end }
