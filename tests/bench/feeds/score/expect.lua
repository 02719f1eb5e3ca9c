-- The expressions that feedparser's tests expect to be true, out of its small part of Python:
-- names, subscripts, attributes, strings, numbers, sums, tuples, lists, comparisons (chained, too),
-- `is`, `in`, `not`, `and`, `or`, has_key(). Dicts and calls are read and have no known value.
--
-- parse(text) gives a tree and the paths that it looks at; eval(tree, look) its value, where
-- look(path) knows what is at a path. UNKNOWN is what nobody can tell: it makes a comparison
-- unknown, and the whole as in Kleene's logic.

local M = { UNKNOWN = { "unknown" }, NONE = { "None" } }
local UNKNOWN, NONE = M.UNKNOWN, M.NONE

-- -- words --------------------------------------------------------------------------------------

local ESCAPES = { n = "\n", t = "\t", r = "\r", ["\\"] = "\\", ["'"] = "'", ['"'] = '"', ["\n"] = "" }

local function string_at(s, i)
  local q = s:sub(i, i)
  if s:sub(i, i + 2) == q:rep(3) then q = q:rep(3) end
  local out = {}
  i = i + #q
  while s:sub(i, i + #q - 1) ~= q do
    local c = s:sub(i, i)
    if c == "" then error "an open string" end
    if c == "\\" then
      local kind = s:sub(i + 1, i + 1)
      local digits = ({ x = 2, u = 4, U = 8 })[kind]
      if digits then
        out[#out + 1] = utf8.char(tonumber(s:sub(i + 2, i + 1 + digits), 16))
        i = i + 2 + digits
      else
        out[#out + 1] = ESCAPES[kind] or "\\" .. kind
        i = i + 2
      end
    else
      out[#out + 1] = c
      i = i + 1
    end
  end
  return table.concat(out), i + #q
end

local function words(s)
  local out, i = {}, 1
  local function put(kind, value, to)
    out[#out + 1] = { kind = kind, value = value }
    i = to
  end
  while true do
    i = s:find("%S", i)
    if not i then break end
    local quote = s:match("^[uUbB]?()['\"]", i)
    local name, number = s:match("^[%a_][%w_]*", i), s:match("^%-?%d+%.?%d*", i)
    if quote then
      local value, to = string_at(s, quote)
      put("string", value, to)
    elseif name then
      put("name", name, i + #name)
    elseif number then
      put("number", tonumber(number), i + #number)
    else
      local two = s:sub(i, i + 1)
      if two ~= "==" and two ~= "!=" and two ~= "<=" and two ~= ">=" then two = s:sub(i, i) end
      put(two, two, i + #two)
    end
  end
  out[#out + 1] = { kind = "end" }
  return out
end

-- -- the tree -----------------------------------------------------------------------------------

function M.parse(source)
  local list, at, paths = words(source), 1, {}
  local expression

  local function peek(kind, value)
    local w = list[at]
    return w.kind == kind and (value == nil or w.value == value)
  end
  local function take(kind, value)
    if not peek(kind, value) then return false end
    at = at + 1
    return list[at - 1]
  end
  local function need(kind)
    return take(kind) or error(("%s expected, not %s"):format(kind, tostring(list[at].value)))
  end

  local function items(close)
    local out = { kind = "list" }
    while not take(close) do
      out[#out + 1] = expression()
      if not take(",") then need(close) break end
    end
    return out
  end

  local function atom()
    local w = list[at]
    at = at + 1
    if w.kind == "string" or w.kind == "number" then return { kind = "value", value = w.value } end
    if w.kind == "[" then return items("]") end
    if w.kind == "{" then
      local out = { kind = "dict" }
      while not take("}") do
        local key = need("string").value
        need(":")
        out[key] = expression()
        if not take(",") then need("}") break end
      end
      return out
    end
    if w.kind == "(" then
      local first = expression()
      if take(")") then return first end
      need(",")
      local rest = items(")")
      table.insert(rest, 1, first)
      return rest
    end
    if w.kind ~= "name" then error("what is " .. tostring(w.value) .. "?") end
    if w.value == "True" then return { kind = "value", value = true } end
    if w.value == "False" then return { kind = "value", value = false } end
    if w.value == "None" then return { kind = "value", value = NONE } end
    return { kind = "path", w.value }
  end

  -- A name and what follows it: [1], ['x'], .x, (arguments).
  local function primary()
    local n = atom()
    while true do
      if take("[") then
        local sub = expression()
        need("]")
        if n.kind ~= "path" or sub.kind ~= "value" then error "a subscript" end
        n[#n + 1] = sub.value
      elseif take(".") then
        n[#n + 1] = need("name").value
      elseif take("(") then
        n = { kind = "call", of = n, args = items(")") }
      else
        break
      end
    end
    if n.kind == "path" then paths[#paths + 1] = n end
    if n.kind == "call" and n.of[#n.of] == "has_key" then -- it asks for that member
      local path = table.move(n.of, 1, #n.of - 1, 1, { kind = "path" })
      path[#path + 1] = n.args[1].value
      paths[#paths + 1] = path
      n = { kind = "has", path }
    end
    return n
  end

  local function operator()
    for _, op in ipairs { "==", "!=", "<", ">", "<=", ">=" } do
      if take(op) then return op end
    end
    if take("name", "is") then return take("name", "not") and "!=" or "==" end
    if take("name", "in") then return "in" end
    if peek("name", "not") and list[at + 1].value == "in" then
      at = at + 2
      return "not in"
    end
  end

  local function sum()
    local n = primary()
    while take("+") do n = { kind = "sum", n, primary() } end
    return n
  end

  local function comparison()
    local n = { kind = "compare", sum() }
    local op = operator()
    while op do
      n[#n + 1] = op
      n[#n + 1] = sum()
      op = operator()
    end
    return n[2] and n or n[1]
  end

  local function inversion()
    if take("name", "not") then return { kind = "not", inversion() } end
    return comparison()
  end

  local function joined(word, below)
    return function()
      local n = { kind = word, below() }
      while take("name", word) do n[#n + 1] = below() end
      return n[2] and n or n[1]
    end
  end

  expression = joined("or", joined("and", inversion))
  local tree = expression()
  need("end")
  return tree, paths
end

-- -- values -------------------------------------------------------------------------------------

local eval

local function truth(v)
  if v == UNKNOWN then return UNKNOWN end
  return v ~= nil and v ~= NONE and v ~= false and v ~= 0 and v ~= ""
end

local function compare(op, a, b, same)
  if a == UNKNOWN or b == UNKNOWN then return UNKNOWN end
  if op == "==" or op == "!=" then return same(a, b) == (op == "==") end
  if type(a) == "number" and type(b) == "number" then
    if op == "<" then return a < b elseif op == ">" then return a > b
    elseif op == "<=" then return a <= b elseif op == ">=" then return a >= b end
  end
  return UNKNOWN
end

local KINDS = {}

function KINDS.value(n) return n.value end
function KINDS.path(n, env) return env.look(n) end
function KINDS.has(n, env)
  local v = env.look(n[1])
  if v == UNKNOWN then return v end
  return v ~= nil
end
function KINDS.call() return UNKNOWN end
function KINDS.dict() return UNKNOWN end
function KINDS.sum(n, env)
  local a, b = eval(n[1], env), eval(n[2], env)
  if type(a) ~= type(b) or type(a) ~= "string" and type(a) ~= "number" then return UNKNOWN end
  return type(a) == "string" and a .. b or a + b
end
function KINDS.list(n, env)
  local out = {}
  for i, item in ipairs(n) do out[i] = eval(item, env) end
  return out
end
KINDS["not"] = function(n, env)
  local v = truth(eval(n[1], env))
  if v == UNKNOWN then return v end
  return not v
end
KINDS["and"] = function(n, env)
  local known = true
  for _, part in ipairs(n) do
    local v = truth(eval(part, env))
    if v == false then return false end
    if v == UNKNOWN then known = false end
  end
  return known or UNKNOWN
end
KINDS["or"] = function(n, env)
  local known = true
  for _, part in ipairs(n) do
    local v = truth(eval(part, env))
    if v == true then return true end
    if v == UNKNOWN then known = false end
  end
  if known then return false end
  return UNKNOWN
end
function KINDS.compare(n, env)
  local left, known = eval(n[1], env), true
  for i = 2, #n, 2 do
    local right = eval(n[i + 1], env)
    local v = compare(n[i], left, right, env.same)
    if v == false then return false end
    if v == UNKNOWN then known = false end
    left = right
  end
  return known or UNKNOWN
end

eval = function(n, env) return KINDS[n.kind](n, env) end

-- look(path): the value there, nil for none, or UNKNOWN; same(a, b): are they equal?
function M.eval(tree, look, same) return truth(eval(tree, { look = look, same = same })) end

return M
