-- expect: script_error 9 `coroutine.close` is not available
return { api = 1, kind = "ingest", name = "a53-close", match = { ext = "x" }, parse = function(rec, ctx)
  local function chain(n)
    local co = coroutine.create(function()
      local guard <close> = setmetatable({}, { __close = function() if n > 0 then chain(n - 1) end end })
      coroutine.yield()
    end)
    coroutine.resume(co)
    coroutine.close(co)
  end
  chain(12000)
end }
