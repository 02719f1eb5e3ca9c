-- expect: script_error 3 attempt to index a nil value
local function headline(page)
  return page.meta.headline.text
end
return { api = 1, kind = "ingest", name = "nested", match = { ext = "x" }, parse = function()
  return { title = headline { meta = {} } }
end }
