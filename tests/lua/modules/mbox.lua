-- expect: 4
return {
  api = 1, kind = "ingest", name = "mbox",
  parse = function(rec, ctx)
    local function ok(what, cond) if not cond then error(what) end ctx:emit { title = what } end
    local list = {}
    for one in mbox.split(rec:bytes()) do list[#list + 1] = one end
    ok("messages are slices", #list == 2 and type(list[1]) == "userdata" and list[1]:starts("From ana"))
    local m = mbox.parse(list[1])
    ok("headers", m.subject == "Late again" and m.from == "Ana <ana@quay.example>"
       and m.id == "<1@quay.example>" and m.date.iso == "2025-04-06T10:00:00+02:00"
       and m.headers["x-many"] == "one" and m.from_line:find("^ana@"))
    ok("a quoted From", m.body == "It was.\n\nFrom the pier.\n>From\n\n")
    local n = mbox.parse(list[2])
    ok("a body that needs nothing is a slice", type(n.body) == "userdata" and n.body:is("From here on, no.\n")
       and n.subject == nil and next(mbox.parse("").headers) == nil)
  end,
}
