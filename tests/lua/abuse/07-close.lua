-- expect: budget_instructions 4
return { api = 1, kind = "ingest", name = "close-spin", match = { ext = "x" }, parse = function()
  local function guard()
    return setmetatable({}, { __close = function() while true do end end })
  end
  local a <close> = guard()
  local b <close> = guard()
  error("first")
end }
