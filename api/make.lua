-- SPDX-License-Identifier: MIT
-- make.lua [SOURCE [OUT]]: everything that is said of the Lua API, from the tables beside this
-- file. README.md says what a row is. Run it with stock Lua: lua5.4 api/make.lua .
local src, out = arg[1] or ".", arg[2] or arg[1] or "."
local order = {
  "lua", "manifest", "match", "schema", "article",
  "rec", "stream", "ctx", "view",
  "html", "xml", "json", "csv",
  "date", "text", "url",
  "feed", "warc", "mbox", "mail", "zip", "rtf", "pdf", "sqlite",
  "charset", "hash", "log", "progress",
  "archive", "hit",
  "fs",
}

-- -- reading ---------------------------------------------------------------------------------

-- "a: b, c?: fun(x: y): z" at its outermost commas.
local function split(s)
  local list, depth, from = {}, 0, 1
  for i = 1, #s + 1 do
    local c = s:sub(i, i)
    if c:find("[%(%[{<]") then depth = depth + 1 end
    if c:find("[%)%]}>]") then depth = depth - 1 end
    if (c == "," and depth == 0) or c == "" then
      local part = s:sub(from, i - 1):match("^%s*(.-)%s*$")
      if part ~= "" then list[#list + 1] = part end
      from = i + 1
    end
  end
  return list
end

local function typed(s) -- "name?: type"
  local name, opt, type = s:match("^([%w_.]+)(%??):%s*(.+)$")
  assert(name, "not 'name: type': " .. s)
  return { name = name, optional = opt == "?", type = type }
end

local function record_of(row)
  local r = { name = row[1], extends = row.extends, fields = {} }
  for i = 2, #row do
    local f = typed(row[i][1])
    f.doc = row[i][2] or ""
    r.fields[#r.fields + 1] = f
  end
  return r
end

local records = {} -- by name and in order

local function signature(row, section)
  local path = row[1]:match("^[%w_.]*[.:][%w_]+")
  assert(path, "no name: " .. row[1])
  local e = { doc = row[2] or "", example = row.example, since = row.since or 1,
              quiet = row.quiet, also = row.also, section = section }
  local recv, sep, name = path:match("^(.*)([.:])([%w_]+)$")
  local rest = row[1]:sub(#path + 1)
  local args = rest:match("^%b()") or rest:match("^%b{}")
  e.recv, e.sep, e.name, e.params = recv, sep, name, {}
  if args then
    rest = rest:sub(#args + 1)
    e.fn, e.braces = true, args:sub(1, 1) == "{" and args:sub(2, -2) or nil
    if not e.braces then
      for _, p in ipairs(split(args:sub(2, -2))) do e.params[#e.params + 1] = typed(p) end
    end
  end
  rest = rest:match("^:%s*(.*)$")
  e.returns = rest and (args and split(rest) or { rest }) or {}
  e.show = row.show
  if recv == section.module then
    e.of, e.kind = recv, e.fn and "FUNC" or "FIELD"
  else
    local class = assert(section.classes and section.classes[recv], "no such class: " .. recv)
    e.of, e.type, e.kind = class[1], class[2], e.fn and "METHOD" or "FIELD"
  end
  return e
end

local sections = {}
for _, name in ipairs(order) do
  local s = dofile(src .. "/api/" .. name .. ".lua")
  s.name, s.entries = name, {}
  sections[name] = s
  for _, r in ipairs(s.records or {}) do
    r = record_of(r)
    records[#records + 1], records[r.name] = r, r
  end
  if s.record then
    local r = { name = s.record, fields = {} }
    for _, row in ipairs(s) do
      local f = typed(row[1])
      f.doc, f.kinds, f.part, f.since = row[2], row.kinds, row.part, row.since
      r.fields[#r.fields + 1] = f
    end
    records[#records + 1], records[r.name] = r, r
    s.rec = r
  end
end
for _, name in ipairs(order) do
  local s = sections[name]
  if not s.record and name ~= "lua" then
    for i, row in ipairs(s) do s.entries[i] = signature(row, s) end
  end
end

-- How the manual writes a call: html.text(s), text.unwrap(s [, indent]), doc:article{ [url=] }.
local function call(e, recv)
  if e.show then return e.show end
  local t, n = {}, 0
  if not e.fn then return recv .. e.sep .. e.name end
  if e.braces then
    for _, f in ipairs(assert(records[e.braces], e.braces).fields) do
      local word = f.optional and "[" .. (n > 0 and ", " or "") .. f.name .. "=]"
                   or (n > 0 and ", " or "") .. f.name .. "="
      t[#t + 1], n = word, n + 1
    end
    return recv .. e.sep .. e.name .. "{ " .. table.concat(t, " ") .. " }"
  end
  for i, p in ipairs(e.params) do
    local comma = i > 1 and ", " or ""
    t[i] = p.optional and (i > 1 and " [" or "[") .. comma .. p.name .. "]" or comma .. p.name
  end
  return recv .. e.sep .. e.name .. "(" .. table.concat(t) .. ")"
end

-- -- writing ---------------------------------------------------------------------------------

local text
local function put(...) for _, s in ipairs { ... } do text[#text + 1] = s end end

local function write(path)
  local f = assert(io.open(out .. "/" .. path, "wb"))
  f:write(table.concat(text))
  f:close()
end

local function begin() text = {} end

-- -- doc/lua.md -------------------------------------------------------------------------------

local function cell(s) return (s:gsub("|", "\\|")) end

-- Rows that say the same, one behind the other, become one.
local function rows(list)
  local at = 1
  while at <= #list do
    local names, to = {}, at
    while list[to] and list[to].doc == list[at].doc and list[to].middle == list[at].middle do
      for _, n in ipairs(list[to].names) do names[#names + 1] = "`" .. n .. "`" end
      to = to + 1
    end
    put("| ", table.concat(names, ", "), " | ", list[at].middle or "", cell(list[at].doc), " |\n")
    at = to
  end
end

local function section_rows(s, part)
  local list = {}
  if s.rec then
    for _, f in ipairs(s.rec.fields) do
      if f.part == part then
        local must = not f.optional and "must" or nil
        local kinds = f.kinds and f.kinds:gsub(" ", ", ")
        local who = table.concat({ kinds or must, kinds and must }, ", ")
        list[#list + 1] = { names = { f.name }, doc = f.doc,
                            middle = s.kinds and not part and who .. (who == "" and "| " or " | ") or nil }
      end
    end
  else
    for _, e in ipairs(s.entries) do
      if e.doc ~= "" then
        local names = { call(e, e.recv) }
        if e.also and not e.quiet then names[2] = call(e, e.also) end
        list[#list + 1] = { names = names, doc = e.doc }
      end
    end
  end
  rows(list)
end

local function backticked(s) return "`" .. s .. "`" end

local function sorted(s)
  local t = {}
  for w in s:gmatch("%S+") do t[#t + 1] = w end
  table.sort(t)
  return table.concat(t, " ")
end

local std = sections.lua
local function words(what)
  if what == "base" then return backticked(sorted(std.kept[""] .. " " .. std.ours[""])) end
  if what == "coroutine" then
    return backticked(sorted(std.kept.coroutine .. " " .. std.ours.coroutine))
  end
  local t = {}
  for _, list in ipairs { std.gone, std.dropped } do
    for _, d in ipairs(list) do t[#t + 1] = backticked(d[1]) end
  end
  return table.concat(t, ", ")
end

begin()
put("<!-- Made by api/make.lua from api/lua.md.in and the tables beside it; edit those. -->\n")
for line in io.lines(src .. "/api/lua.md.in") do
  local name, part = line:match("^@(%w+) ?(%w*)$")
  if name then
    section_rows(assert(sections[name], name), part ~= "" and part or nil)
  else
    put((line:gsub("@{(%w+)}", words)), "\n")
  end
end
write("doc/lua.md")

-- -- share/newsarc.meta.lua -------------------------------------------------------------------

local function plain(s) return (s:gsub("`", "")) end

local function meta_fields(list)
  for _, f in ipairs(list) do
    put("---@field ", f.name, f.optional and "?" or "", " ", f.type,
        f.doc ~= "" and " " .. plain(f.doc) or "", "\n")
  end
end

local function meta_function(e, holder)
  local names = {}
  put("\n--- ", plain(e.doc ~= "" and e.doc or e.name), "\n")
  if e.example then
    put("---\n---```lua\n")
    for line in e.example:gmatch("[^\n]+") do
      line = line:gsub("^      ", "")
      if line:find("%S") then put("---", line, "\n") end
    end
    put("---```\n")
  end
  if e.braces then
    put("---@param opts ", e.braces, "|text\n")
    names[1] = "opts"
  end
  for i, p in ipairs(e.params) do
    put("---@param ", p.name, p.optional and "?" or "", " ", p.type, "\n")
    names[i] = p.name
  end
  for _, r in ipairs(e.returns) do put("---@return ", r, "\n") end
  put("function ", holder, e.sep, e.name, "(", table.concat(names, ", "), ") end\n")
end

begin()
put("---@meta\nerror(\"newsarc.meta.lua tells editors what there is; it is not to be required\")\n",
    "-- Made by api/make.lua.\n\n---@alias text string|view\n")
for _, r in ipairs(records) do
  put("\n---@class ", r.name, r.extends and ": " .. r.extends or "", "\n")
  meta_fields(r.fields)
end
for _, name in ipairs(order) do
  local s = sections[name]
  local vars = {}
  for var in pairs(s.classes or {}) do vars[#vars + 1] = var end
  table.sort(vars)
  for _, var in ipairs(vars) do
    local class, fields, holder = s.classes[var][2], {}, s.classes[var][2]:gsub("%.", "_")
    if class ~= "date" and class ~= "view" then holder = "_" .. holder else holder = "_" .. class end
    for _, e in ipairs(s.entries) do
      if e.recv == var and not e.fn then
        fields[#fields + 1] = { name = e.name, type = e.returns[1], doc = e.doc }
      end
    end
    put("\n---@class ", class, "\n")
    if class == "view" then put("---@operator len: integer\n---@operator concat(text): string\n") end
    meta_fields(fields)
    put("local ", holder, " = {}\n")
    for _, e in ipairs(s.entries) do
      if e.fn and (e.recv == var or e.also == var) then meta_function(e, holder) end
    end
  end
  if s.module then
    put("\n---@class ", s.module, "lib\n")
    for _, e in ipairs(s.entries) do
      if e.recv == s.module and not e.fn then
        meta_fields { { name = e.name, type = e.returns[1], doc = e.doc } }
      end
    end
    put(s.module, " = {}\n")
    for _, e in ipairs(s.entries) do
      if e.fn and e.recv == s.module then meta_function(e, s.module) end
    end
  end
end
for _, d in ipairs(std.dropped) do
  put("\n---@deprecated ", d[2], "\nfunction ", d[1], "(...) end\n")
end
write("share/newsarc.meta.lua")

-- -- src/script/api_table.c -------------------------------------------------------------------

local function c_str(s)
  return '"' .. s:gsub('[\\"]', "\\%0"):gsub("\n", "\\n"):gsub("%?%?", "?\\?") .. '"'
end

local table_rows = {}
local function row(of, name, kind, r)
  r.of, r.name, r.kind = of, name, kind
  table_rows[#table_rows + 1] = r
end

for _, list in ipairs { { "kept", "STD" }, { "ours", "FUNC" } } do
  for lib, names in pairs(std[list[1]]) do
    for w in names:gmatch("%S+") do row(lib, w, list[2], {}) end
    if lib ~= "" and list[1] == "ours" then row("", lib, "LIB", {}) end
  end
end
for _, d in ipairs(std.dropped) do
  local lib, name = d[1]:match("^(%w+)%.(%w+)$")
  row(lib or "", name or d[1], "DROPPED", { doc = d[2] })
end
for _, d in ipairs(std.gone) do row("", d[1], "GONE", { doc = d[2] }) end
local function field_row(of, f)
  local bits
  for k in (f.kinds or ""):gmatch("%S+") do
    bits = (bits and bits .. " | " or "") .. "1u << NAL_K_" .. k:upper()
  end
  row(of, f.name, "KEY", { type = f.type, doc = f.doc, must = not f.optional, bits = bits, since = f.since })
end
for _, r in ipairs(records) do
  local base = r
  while base do
    for _, f in ipairs(base.fields) do field_row(r.name, f) end
    base = base.extends and records[base.extends]
  end
end
for _, name in ipairs(order) do
  local s = sections[name]
  if s.module then row("", s.module, "MODULE", {}) end
  for _, e in ipairs(s.entries) do
    local r = { call = call(e, e.recv), type = table.concat(e.returns, ", "), doc = e.doc, since = e.since }
    r.call = r.call:gsub("^.*`", "")
    row(e.of, e.name, e.kind, r)
    if e.also then
      row(s.classes[e.also][1], e.name, e.kind,
          { call = call(e, e.also), type = r.type, doc = r.doc, since = r.since })
    end
  end
end
table.sort(table_rows, function(a, b)
  if a.of ~= b.of then return a.of < b.of end
  return a.name < b.name
end)

begin()
put("/* SPDX-License-Identifier: MIT */\n",
    "/* api_table.c - every name of the Lua API. Made by api/make.lua from the tables there. */\n",
    "#include \"script/api.h\"\n#include \"script/manifest.h\"\n\n",
    "/* clang-format off */\nconst nal_api nal_api_table[] = {\n")
for _, r in ipairs(table_rows) do
  put("    { ", c_str(r.of), ", ", c_str(r.name), ", NAL_API_", r.kind, ", ", tostring(r.since or 1), ", ",
      r.must and "true" or "false", ", ", r.bits or "0", ", ", c_str(r.call or r.name), ", ", c_str(r.type or ""), ", ",
      c_str(plain(r.doc or "")), " },\n")
end
put("};\n/* clang-format on */\nconst size_t nal_api_len = sizeof nal_api_table / sizeof nal_api_table[0];\n")
write("src/script/api_table.c")

-- -- tests/lua/api: the examples --------------------------------------------------------------

local head = [[
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

]]

local function examples(commands)
  local list = {}
  for _, name in ipairs(order) do
    local s = sections[name]
    for _, e in ipairs(s.entries) do
      local here = (s.command or false) == commands
      if not e.fn and here and (e.recv == "rec" or e.recv == "ctx" or e.recv == "d") then
        local from = e.recv == "d" and "ctx.now" or e.recv
        list[#list + 1] = ("local _ = %s.%s\n"):format(from, e.name)
      end
      if not e.fn and here and e.recv == "a" then
        list[#list + 1] = ("for a in ctx.archive:search('marathon') do local _ = a.%s end\n"):format(e.name)
      end
      if e.example and here then
        list[#list + 1] = "do -- " .. e.recv .. e.sep .. e.name .. "\n"
        for line in (e.example .. "\n"):gmatch("(.-)\n") do
          line = line:gsub("^      ", "")
          local expr, want = line:match("^(.-) %-%-> (.+)$")
          if expr then
            line = ("same(%q, (%s), %s)"):format(e.recv .. e.sep .. e.name, expr, want)
          end
          if line:find("%S") then list[#list + 1] = "  " .. line .. "\n" end
        end
        list[#list + 1] = "end\n"
      end
    end
  end
  return list
end

local function example_script(path, commands, open, close)
  begin()
  put(head, open)
  local n = 0
  for _, l in ipairs(examples(commands)) do put("    ", l) end
  put(close)
  write(path)
end

example_script("tests/lua/api/reader.lua", false,
  'return {\n  api = 1, kind = "ingest", name = "examples",\n  parse = function(rec, ctx)\n',
  '    return { title = "examples", body = checked .. " checked" }\n  end,\n}\n')
example_script("tests/lua/api/command.lua", true,
  'return {\n  api = 1, kind = "command", name = "examples",\n  run = function(ctx)\n',
  '    print(checked .. " checked")\n  end,\n}\n')
