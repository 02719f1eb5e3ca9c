-- `ours` against `string`: the same results and the same errors, for patterns that were typed by
-- hand and for generated ones, many of them malformed. Returns how many calls were compared, and
-- how many of them raised. Run by tests/unit/script_pattern_test.c.
local seed = 20250406
local function random(n) -- 1 to n, the same on every machine
  seed = (seed * 1103515245 + 12345) & 0x7fffffff
  return (seed >> 8) % n + 1
end
local function pick(list) return list[random(#list)] end

local calls, raised = 0, 0

local function same(a, b)
  if a.n ~= b.n then return false end
  for i = 1, a.n do
    if a[i] ~= b[i] or math.type(a[i]) ~= math.type(b[i]) then return false end
  end
  return true
end

local function show(t)
  local out = {}
  for i = 1, t.n do out[i] = ("%q"):format(t[i]) end
  return table.concat(out, ", ")
end

-- The library says who raised: "bad argument #1 to 'find'".
local function plain(t)
  if not t[1] and type(t[2]) == "string" then
    t[2] = t[2]:gsub("^[^:]*:%d+: ", ""):gsub(" in replacement string$", "")
  end
  return t
end

local function compare(name, ...)
  local want = plain(table.pack(pcall(string[name], ...)))
  local got = plain(table.pack(pcall(ours[name], ...)))
  calls = calls + 1
  if not want[1] then raised = raised + 1 end
  if not same(want, got) then
    error(("%s(%s) gave %s, not %s"):format(name, show(table.pack(...)), show(got), show(want)))
  end
end

local function all(iterator, ...)
  local out = table.pack(pcall(iterator, ...))
  if not out[1] then return plain(out) end
  local list = { true, n = 1 }
  for _ = 1, 300 do
    local row = table.pack(pcall(out[2]))
    if not row[1] then return plain(row) end
    if row.n == 1 then break end -- nothing returned: the end
    for i = 2, row.n do list.n = list.n + 1; list[list.n] = row[i] end
  end
  return list
end

local function compare_gmatch(...)
  local want, got = all(string.gmatch, ...), all(ours.gmatch, ...)
  calls = calls + 1
  if not want[1] then raised = raised + 1 end
  if not same(want, got) then
    error(("gmatch(%s) gave %s, not %s"):format(show(table.pack(...)), show(got), show(want)))
  end
end

local replacements = {
  "", "x", "<%0>", "%1", "%2%1", "%%", "%", "%x", "%9", "a%1b%1",
  { a = "A", ab = "AB", [""] = "-", b = false, ["1"] = 1, [1] = "one", [2] = 2.5 },
  { a = {} },
  function(a, b) return b or a end,
  function() return nil end,
  function(...) return select("#", ...) end,
  function(a) return a == "b" and {} or false end,
  7,
}
-- For showing a call that went wrong.
local shown = {}
for i, r in ipairs(replacements) do shown[r] = i end

local function try(s, p)
  compare("find", s, p)
  compare("match", s, p)
  compare_gmatch(s, p)
  local init = random(#s + 6) - random(#s + 6)
  compare("find", s, p, init)
  compare("match", s, p, init)
  compare("find", s, p, init, true)
  compare_gmatch(s, p, init)
  local r = pick(replacements)
  local max = pick { false, false, 0, 1, 2, -1 } or nil
  local want = plain(table.pack(pcall(string.gsub, s, p, r, max)))
  local got = plain(table.pack(pcall(ours.gsub, s, p, r, max)))
  calls = calls + 1
  if not want[1] then raised = raised + 1 end
  if not same(want, got) then
    error(("gsub(%q, %q, #%d, %s) gave %s, not %s"):format(s, p, shown[r], max, show(got),
      show(want)))
  end
end

-- -- by hand ----------------------------------------------------------------------------------

local typed = {
  "", "^", "$", "^$", "a", "^a", "a$", "^a$", "a^", "$a", "a$b", ".", "..", ".*", ".-", ".+", ".?",
  "a*", "a+", "a-", "a?", "^a*$", "a-$", "a?a?a?aaa", "(a*)(a*)", "(a-)(b)", "()", "()()", "(())",
  "a()b", "((a)(b))", "(a)%1", "(a*)%1", "(.)%1", "%1", "(%1)", "()%1", "(a", "a)", "(", ")", "((a)",
  "(a))", "%", "a%", "%%", "%%%", "[", "[a", "[^", "[^a", "[]", "[]]", "[]a]", "[^]]", "[^]a]", "[%]",
  "[%]]", "[%a]", "[%a-z]", "[a-%d]", "[a-%]]", "[a-]", "[-a]", "[--0]", "[a-z]", "[^a-z]", "[z-a]",
  "[%w_]+", "[^%s]+", "[a-c-e]", "[%", "[a%", "%b", "%b(", "%b()", "%b((", "%b\0a", "x%b()", "%bxy",
  "%f", "%fa", "%f[", "%f[a", "%f[%w]", "%f[%w]%w+", "%f[%W]", "%f[^%w]", "%f[\0]", "%f[^\0]",
  "%w+%f[%W]", "%0", "%a", "%A", "%c", "%d", "%D", "%g", "%l", "%p", "%s", "%S", "%u", "%w", "%W",
  "%x", "%X", "%z", "%Z", "%q", "%.", "%-", "%^", "%$", "\0", "%\0", "[\0-\31]", "[\200-\255]+", "%-%-",
  "a**", "a+*", "a--", "a??", "*a", "+a", "-a", "?", "*", "-", "(a)(b)(c)(d)", "^(a)", "^()", "%a+$",
  "(%d+)%-(%d+)", "^%s*(.-)%s*$", "(%w+)=(%w+)", "[[]", "[[a]", "]", "a]", "a-b", "(a+)b%1", "(a)(%2)",
  ("(a)"):rep(32), ("(a)"):rep(33), ("()"):rep(33), ("a?"):rep(30), ("a?"):rep(250), ("(a"):rep(20),
}
local subjects = {
  "", "a", "b", "aa", "ab", "aaa", "aab", "abc", "hello world", "f(a(b)c)d", "((", "))", "()",
  "key = value, k2=v2", "  trim me\t\n", "THE (quick) fox", "a\0b", "\0", "\0\0a", "caf\xc3\xa9",
  "\xff\xfe", "1-2-3", "2025-04-06", "x=1", "abcabcabc", ("a"):rep(40), "a.b.c", "[x]", "100%", "^a$",
  "%a", "-a-", ("(a"):rep(210), ("aaaa "):rep(8),
}
for _, p in ipairs(typed) do
  for _, s in ipairs(subjects) do try(s, p) end
end
-- Every class and every byte.
for c = 0, 255 do
  for b = 0, 255 do
    compare("match", string.char(b), "%" .. string.char(c))
  end
end
for _, b in ipairs { 0, 48, 65, 90, 91, 97, 122, 128, 255 } do
  for c = 0, 255 do
    compare("find", string.char(c), "[" .. string.char(b) .. "-z]")
    compare("find", string.char(c), "[^%" .. string.char(b) .. "]")
  end
end
-- Numbers are strings; what is neither is refused.
for _, name in ipairs { "find", "match" } do
  compare(name, 1234, 23)
  compare(name, "x", "x", 1.0)
  for _, a in ipairs { 2 ^ 53, math.mininteger, math.maxinteger, -1 } do
    compare(name, "abc", "b", a // 1 | 0)
    compare(name, "abc", "", a // 1 | 0)
  end
end
for _, bad in ipairs { {}, true, print } do
  for name in pairs(ours) do
    assert(not pcall(ours[name], bad, "a", "b") and not pcall(ours[name], "a", bad, "b"))
  end
  assert(type(bad) ~= "boolean" or not pcall(ours.gsub, "a", "a", bad))
end
assert(not pcall(ours.gsub, "a", "a") and not pcall(ours.find, "a"))
-- A callback that uses them itself, and one that raises.
local nested = ours.gsub("a b c", "%a", function(c)
  return (ours.gsub(c .. c, ".", function(d) return d .. ours.match(d, "()") end))
end)
assert(nested == "a1a1 b1b1 c1c1", nested)
assert(not pcall(ours.gsub, ("a"):rep(5000), "a", function() error("no") end))

-- -- generated -----------------------------------------------------------------------------------

local bits = {
  "a", "b", "c", "ab", " ", ".", "%a", "%d", "%s", "%w", "%A", "%W", "[ab]", "[^ab]", "[a-c]", "[%d_]",
  "[^%s]", "(", ")", "()", "(a)", "(.)", "(%a+)", "*", "+", "-", "?", "*", "+", "?", "%1", "%2", "%b()",
  "%bab", "%f[%w]", "%f[%W]", "%f[a]", "^", "$", "%", "[", "]", "\0", "1", "-", "%%", "[]]", "[^]", ".-",
  ".*", "a-", "(.-)", "(b*)",
}
local letters = { "a", "b", "c", "a", "b", " ", "(", ")", "1", "-", "\0", "A", "_", "\200" }
for _ = 1, 15000 do
  local p, s = {}, {}
  for i = 1, random(7) do p[i] = pick(bits) end
  for i = 1, random(14) - 1 do s[i] = pick(letters) end
  try(table.concat(s), (random(8) == 1 and "^" or "") .. table.concat(p))
end
-- Bytes at random, of those that mean something.
local alphabet = "ab().%+-*?[]^$1wf\0"
for _ = 1, 10000 do
  local p = {}
  for i = 1, random(9) do
    local at = random(#alphabet)
    p[i] = alphabet:sub(at, at)
  end
  local s = {}
  for i = 1, random(10) - 1 do s[i] = pick(letters) end
  try(table.concat(s), table.concat(p))
end
return calls, raised
