-- expect: ok
return { api = 1, kind = "ingest", name = "views", match = { ext = "x" }, parse = function(rec)
  local v = rec:bytes()
  assert(#v == 11 and v:len() == 11)
  assert(v:sub(1, 5) .. "!" == "hello!" and tostring(v:sub(-5)) == "world")
  assert(v:sub(3, 2):len() == 0 and v:sub(-100, 100):is("hello world"))
  local a, b = v:find("wor")
  assert(a == 7 and b == 9 and not v:find("wor", 8) and not v:find("x", 99))
  assert(v:byte(1) == 104 and v:byte(99) == nil and v:starts("he") and v:ends(v:sub(-3)))
  assert(v == v:sub(1) and v:sub(1, 1) < v:sub(7))
  assert(string.find(v, "w%a+") == 7 and string.upper(v) == "HELLO WORLD")
  assert(tostring(text.trim("  a ")) == "a" and text.between(v, "h", "w"):is("ello "))
  local n = 0
  for line in rec:lines() do n = n + #line; assert(type(line) == "string") end
  assert(v:match("(%a+)$") == "world" and v:upper() == "HELLO WORLD" and v:lower():len() == 11)
  assert(v:gsub("o", "0") == "hell0 w0rld" and v:gmatch("%a+")() == "hello")
  assert(n == 11 and not pcall(v.sub, {}, 1) and not pcall(v.sub, rec, 1))
  assert(rec.sha256 == hash.sha256(v) and rec.size == 11 and rec.type == "x")
  assert(not pcall(function() return rec.siez end))
  return { title = v:sub(1, 5), body = v, published = date.parse("6 April 2025") }
end }
