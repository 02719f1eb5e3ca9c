-- What the examples of the API do not call; tests/unit/script_sweep_test.c makes a script of each
-- block and lets memory run out at every point of it.
do -- globals
  assert(_VERSION == "Lua 5.4" and next({ 1 }) == 1 and tonumber("7") == 7 and rawlen({ 1, 2 }) == 2)
  assert(rawget({ a = 1 }, "a") == 1 and rawequal(rec, rec) and select("#", 1, 2) == 2)
  for i, v in ipairs { "a" } do assert(i == 1 and type(v) == "string") end
  for k in pairs { a = 1 } do assert(k == "a") end
  local t = setmetatable({}, { __index = function(_, k) return k .. "!" end })
  assert(t.x == "x!" and getmetatable(t).__index and getmetatable("") == false)
  assert(tostring(t) == "table" and tostring(1.5) == "1.5")
  print("a", 1, t, nil)
  local ok, why = pcall(error, { code = 1 })
  assert(not ok and why.code == 1)
  assert(require "html" == html)
  assert(not pcall(require, "nothing") and not pcall(function() return io.open() end))
end
do -- utf8
  assert(utf8.char(97, 0xac00) == "a가" and utf8.len("a가") == 2 and utf8.codepoint("가") == 0xac00)
  assert(utf8.offset("a가b", 3) == 5 and ("가"):match(utf8.charpattern) == "가")
  for p, c in utf8.codes(rec:bytes()) do assert(p and c) end
end
do -- coroutine
  local co = coroutine.create(function(a) local b = coroutine.yield(a .. "1") return b .. "2" end)
  assert(select(2, coroutine.resume(co, "x")) == "x1" and coroutine.status(co) == "suspended")
  assert(select(2, coroutine.resume(co, "y")) == "y2" and not coroutine.resume(co))
  local f = coroutine.wrap(function() for i = 1, 3 do coroutine.yield({ i }) end end)
  assert(f()[1] == 1 and f()[1] == 2)
  assert(coroutine.isyieldable() == false and coroutine.running())
  assert(not pcall(coroutine.wrap(function() error({}) end)))
end
do -- math
  local _ = { math.abs(-1), math.acos(0), math.asin(0), math.atan(0), math.ceil(1.5), math.cos(0), math.deg(0),
    math.exp(0), math.floor(1.5), math.fmod(3, 2), math.log(2), math.max(1, 2), math.min(1, 2), math.modf(1.5),
    math.rad(0), math.sin(0), math.sqrt(4), math.tan(0), math.tointeger(2.0), math.type(1), math.ult(1, 2),
    math.random(10), math.pi, math.huge, math.maxinteger, math.mininteger }
end
do -- table
  local t = { 3, 1, 2 }
  table.sort(t)
  table.sort(t, function(a, b) return a > b end)
  table.insert(t, 9)
  table.insert(t, 1, 8)
  assert(table.remove(t) == 9 and table.remove(t, 1) == 8)
  assert(table.concat(t, ",") == "3,2,1" and select("#", table.unpack(t)) == 3)
  assert(table.pack(1, 2).n == 2 and #table.move(t, 1, 3, 2, {}) >= 0)
  table.sort { ("x"):rep(5000), ("w"):rep(5000) }
end
do -- string
  local s = "Hello"
  assert(string.len(s) == 5 and string.lower(s) == "hello" and string.upper(s) == "HELLO")
  assert(string.reverse(s) == "olleH" and string.sub(s, 2, 3) == "el" and string.rep("ab", 3, "-") == "ab-ab-ab")
  assert(select("#", string.byte(s, 1, -1)) == 5 and string.char(72, 105) == "Hi")
  assert(string.format("%5s|%q|%d|%s|%.2f", "a", "b\n", 7, {}, 1.5))
  assert(string.unpack("<i4", string.pack("<i4", 7)) == 7 and string.packsize("<i4") == 4)
  assert(#string.rep(s, 1000) == 5000)
end
do -- patterns
  local s = rec:bytes()
  assert(string.find(s, "w(%a+)") == 7 and string.find("a+b", "+", 1, true) == 2)
  assert(string.match(s, "(%a+) (%a+)") == "hello" and select("#", string.match("abc", "()(.)()")) == 3)
  for a, b in string.gmatch("k=v, x=y", "(%w+)=(%w+)") do assert(#a + #b == 2) end
  assert(string.gsub(s, "o", "0") == "hell0 w0rld" and string.gsub("abc", "%w", "%0%0") == "aabbcc")
  assert(string.gsub("abc", "%w", { a = "1", b = 2 }) == "12c")
  assert(string.gsub("abc", "%w", function(c) return c:upper() .. rec.name end))
  assert(#string.gsub(("x"):rep(3000), "x", "yy") == 6000)
  assert(not pcall(string.find, s, "(") and not pcall(string.gsub, s, ".", "%9"))
end
do -- views
  local v = rec:bytes()
  assert(v:match("%a+") == "hello" and v:gsub("l", "L") and v:gmatch("%a+")() == "hello")
  assert(v:upper() == "HELLO WORLD" and v:lower() and v .. "!" and v:sub(2) < v)
  for line in v:lines() do assert(#line == 11) end
end
do -- log
  log.debug("a")
  log.info(rec:bytes())
  log.warn("b\27[31m")
  log.error("c")
end
do -- emit
  ctx:emit { title = "A", body = "One.\n\nTwo.", url = "https://a.example/x", permalink = true, key = 7, deck = "d",
    source = "s", section = "t", lang = "en", authors = { "a", "b" }, tags = "x", meta = { n = 1, s = "x", b = true },
    published = date.parse("6 April 2025"), modified = "2025-04-06T10:00:00Z" }
  assert(not pcall(ctx.emit, ctx, { titel = "x" }))
  assert(ctx.options and ctx.now.iso and ctx.base_url and ctx:mem() > 0)
end
do -- big tables
  local t = json.decode("[" .. ("{\"a\":[1,2.5,true,null,\"x\"]},"):rep(50) .. "{}]")
  assert(#t == 51 and #json.encode(t) > 500)
  local page = html.parse(("<div class=a><p id=b>x<a href=c>y</a></p></div>"):rep(50))
  assert(#page:select("div p a") == 50 and #page:text() > 50)
  local doc = xml.parse("<r>" .. ("<i a='b'>x</i>"):rep(50) .. "</r>")
  assert(#doc:root():all("i") == 50)
end
