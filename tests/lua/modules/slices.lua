-- expect: 5
-- What is a part of a view is a view.
return {
  api = 1, kind = "ingest", name = "slices",
  parse = function(rec, ctx)
    local function ok(what, cond) if not cond then error(what) end ctx:emit { title = what } end
    local v = rec:bytes()
    local function is(x, s) return type(x) == "userdata" and x:is(s) end
    ok("words", is(text.words(v)[2], "world"))
    ok("sentences", is(text.sentences(v)[1], "hello world"))
    ok("truncate", is(text.truncate(v, 80), "hello world"))
    ok("strip", is(url.strip(v), "hello world"))
    ok("split", is(text.split(v, " ")[1], "hello"))
  end,
}
