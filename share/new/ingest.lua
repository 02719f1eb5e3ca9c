-- @NAME@: what it reads, and where that comes from.
--
-- A reader says which files it takes (match) and how one record of them becomes an article
-- (parse). newsarc script check, script test and dev help while you write; the reference is
-- doc/lua.md.

-- A record of this format begins with lines "Title: ...", then a blank line, then the text.
local function header(head, name)
  local value = text.between("\n" .. head .. "\n", "\n" .. name .. ": ", "\n")
  return value and text.trim(tostring(value))
end

local function parse(rec, ctx)
  local whole = tostring(rec:text())
  local head, body = whole:match("^(.-)\r?\n\r?\n(.*)$")
  if not head then return nil, "no blank line behind the header" end
  local title = header(head, "Title")
  if not title then return false, "no Title in the header" end
  local day = header(head, "Date")
  return {
    title = title,
    body = body,
    source = header(head, "Source"),
    published = day and date.parse(day),
  }
end

return {
  api = 1,
  kind = "ingest",
  name = "@NAME@",
  version = "0.1",
  summary = "what it reads, in a line",
  match = { ext = "@NAME@" },
  parse = parse,
}
