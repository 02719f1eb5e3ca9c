-- expect: 6
local kept
return {
  api = 1, kind = "ingest", name = "csv",
  parse = function(rec, ctx)
    local function ok(what, cond) if not cond then error(what) end ctx:emit { title = what } end
    if kept then
      local alive, why = pcall(kept)
      if alive or not why:find("expired") then error("a kept iterator gave " .. tostring(why)) end
    end
    local v, n = rec:bytes(), 0
    local function rows() return csv.rows(v, { header = true }) end
    kept = rows()
    local list = {}
    for row, line in rows() do list[#list + 1] = row row.line = line end
    ok("rows of a view", #list == 3 and list[1].name:is("Ana"))
    ok("fields are slices", type(list[1].name) == "userdata" and type(list[1].note) == "string")
    ok("doubled quotes over lines", list[1].note == 'says "hi"\nand goes' and list[2].line == 4)
    ok("beyond the header, and short rows", list[2][3]:is("more") and list[3].note == nil)
    local wide = ("x,"):rep(9999)
    ok("9,999 separators", #csv.rows(wide)() == 10000)
    local fine, why = pcall(csv.rows(wide .. ","))
    local open, what = pcall(csv.rows('\n"b'))
    local opt, hint = pcall(csv.rows, "a", { seperator = ";" })
    ok("errors name the line and the option",
       not fine and why:find("10000 fields") and not open and what:find("line 2: a quote")
       and not opt and hint:find("unknown field 'seperator'")
       and not pcall(csv.rows, "a", { sep = '"' }) and not pcall(csv.rows, "a", { sep = "ab" }))
  end,
}
