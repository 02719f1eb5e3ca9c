-- OpenDocument text: content.xml and meta.xml in a zip file, or both in one flat XML file.
local page = require "page"

local odt = {}

local MAX_DEPTH = 60

-- Marks inside a paragraph, as node:inner() writes them.
local MARKS = { { "<line-break></line-break>", "<br>" }, { "<tab></tab>", "\t" }, { "<s></s>", " " },
                { "<soft-page-break></soft-page-break>", "" } }

-- The markup without the elements that begin with `open` and end with `close`.
local function cut(markup, open, close)
  local out, at = {}, 1
  while true do
    local from = markup:find(open, at, true)
    local _, to = markup:find(close, from or #markup + 1, true)
    if not from or not to then break end
    out[#out + 1] = markup:sub(at, from - 1)
    at = to + 1
  end
  out[#out + 1] = markup:sub(at)
  return table.concat(out)
end

local function line_of(node, into)
  local markup = node:inner()
  if markup:find("<annotation", 1, true) then markup = cut(markup, "<annotation", "</annotation>") end
  if markup:find("<note ", 1, true) then
    for _, note in ipairs(node:all("note")) do
      local body = note:child("note-body")
      if body then into.notes[#into.notes + 1] = text.squeeze(body:text()) end
    end
    markup = cut(markup, "<note ", "</note>")
  end
  for _, mark in ipairs(MARKS) do
    if markup:find(mark[1], 1, true) then markup = text.replace(markup, mark[1], mark[2]) end
  end
  markup = markup:gsub("<s c=[^>]*></s>", " ")
  if markup:find("<", 1, true) or markup:find("&", 1, true) then return html.text(markup) end
  return markup
end

local put

local function list(node, into, depth)
  for _, item in ipairs(node:children("list-item")) do
    local inner = { notes = into.notes }
    put(item, inner, depth + 1)
    for i, s in ipairs(inner) do into[#into + 1] = i == 1 and "- " .. text.trim(s) or s end
  end
end

local function cell_text(cell) return text.squeeze(cell:text()) end

function put(node, into, depth)
  if depth > MAX_DEPTH then return end
  for _, child in ipairs(node:children()) do
    local name = child:name()
    if name == "p" or name == "h" then
      local s = line_of(child, into)
      if s and #text.trim(s) > 0 then
        local style = (child:attr("style-name") or ""):lower()
        if not into.styled and style == "title" then into.styled = s end
        if not into.heading and name == "h" and (child:attr("outline-level") or "1") == "1" then into.heading = s end
        into[#into + 1] = s
      end
    elseif name == "list" then
      list(child, into, depth)
    elseif name == "table" then
      page.rows(child, "table-row", "table-cell", cell_text, into)
    elseif name ~= "tracked-changes" and name ~= "sequence-decls" and name ~= "annotation" and name ~= "forms" and
           name ~= "variable-decls" and name ~= "table-of-content" then
      put(child, into, depth + 1)
    end
  end
end

local function properties(doc, into)
  local function get(name) return page.property(doc, name) end
  local keywords = {}
  for _, node in ipairs(doc and doc:all("keyword") or {}) do
    for _, s in ipairs(page.list(node:text()) or {}) do keywords[#keywords + 1] = s end
  end
  local created, modified = get("creation-date"), doc and doc:find("meta") and get("date")
  return {
    styled = into.styled or into.heading,
    title = get("title"),
    authors = page.list(get("initial-creator") or get("creator")),
    subject = get("subject"),
    keywords = keywords[1] and keywords or nil,
    lang = get("language"),
    created = created and date.parse(created:match("^[^.]+")),
    modified = modified and date.parse(modified:match("^[^.]+")),
  }
end

local function text_of(doc, meta)
  local into = { notes = {} }
  local body = doc:find("body")
  if body then put(body, into, 0) end
  for _, note in ipairs(into.notes) do if note ~= "" then into[#into + 1] = note end end
  return table.concat(into, "\n\n"), properties(meta, into)
end

-- -> text, about; or nil, message
function odt.read(bytes)
  local s, err = zip.read(bytes, "content.xml")
  if not s then return nil, err end
  local doc
  doc, err = xml.parse(s)
  if not doc then return nil, "content.xml: " .. err end
  local meta = zip.read(bytes, "meta.xml")
  return text_of(doc, meta and xml.parse(meta))
end

function odt.flat(doc) return text_of(doc, doc) end

return odt
