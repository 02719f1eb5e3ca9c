-- expect: 8
-- Ranges, and what is refused.
return {
  api = 1, kind = "ingest", name = "limits",
  parse = function(rec, ctx)
    local function ok(what, cond) if not cond then error(what) end ctx:emit { title = what } end
    local function refused(f, ...) return not pcall(f, ...) end
    local d = assert(date.new { year = 9999, month = 12, day = 31 })
    ok("years", refused(date.add, d, { days = 1 }) and refused(date.add, d, { years = 1 << 40 })
       and date.new(math.maxinteger) == nil and refused(date.add, d, { days = 1.5 }))
    ok("no such day", select(2, date.new { year = 2025, month = 13 }) == "no such date")
    ok("format", refused(date.format, d, "%Q") and refused(date.format, d, ("x"):rep(2000)))
    local deep = ("["):rep(600) .. ("]"):rep(600)
    ok("json depth", json.decode(deep) == nil and refused(json.decode, "1", { max_depth = 0 }))
    local t = {} for _ = 1, 200 do t = { t } end
    ok("encode depth", refused(json.encode, t) and refused(json.encode, {}, { prety = true }))
    ok("long addresses", url.parse(("x"):rep(70000)) == nil and url.join("x", ("y"):rep(70000)) == nil)
    ok("NUL in an address", url.parse("http://a\0b/") == nil)
    ok("columns", refused(text.wrap, "x", 0) and refused(text.truncate, "x", 1 << 40))
  end,
}
