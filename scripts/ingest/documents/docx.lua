-- DOCX: a zip file of XML (ISO 29500). word/document.xml is the text.
local page = require "page"

local docx = {}

local MAX_DEPTH = 60

local put -- below

local function runs(node, out, depth)
  if depth > MAX_DEPTH then return end
  for _, child in ipairs(node:children()) do
    local name = child:name()
    if name == "t" then
      out[#out + 1] = child:text()
    elseif name == "tab" or name == "ptab" then
      out[#out + 1] = "\t"
    elseif name == "br" or name == "cr" then
      out[#out + 1] = child:attr("type") == "page" and "\n\n" or "\n"
    elseif name == "noBreakHyphen" then
      out[#out + 1] = "-"
    elseif name == "rPr" or name == "pPr" or name == "del" or name == "moveFrom" or name == "instrText" or
           name == "Fallback" or name == "drawing" or name == "pict" or name == "object" or
           name == "footnoteReference" or name == "endnoteReference" or name == "annotationRef" then
      -- formatting, what was deleted, pictures; their texts are not the line's
    elseif name == "r" then
      local format = child:child("rPr")
      if not (format and format:child("vanish")) then runs(child, out, depth + 1) end
    else
      runs(child, out, depth + 1)
    end
  end
end

local function paragraph(node, into)
  local out = {}
  runs(node, out, 0)
  local s = table.concat(out)
  if #text.trim(s) == 0 then return end
  local about = node:child("pPr")
  local style = about and about:child("pStyle")
  style = style and (style:attr("val") or ""):lower() or ""
  if not into.styled and (style == "title" or style == "titel" or style == "titre" or style == "a3") then into.styled = s end
  if not into.heading and style:find("^heading ?1") then into.heading = s end
  if about and about:child("numPr") then s = "- " .. text.trim(s) end
  into[#into + 1] = s
end

local function cell_text(cell)
  local parts = {}
  for _, p in ipairs(cell:all("p")) do
    local out = {}
    runs(p, out, 0)
    local s = text.squeeze(table.concat(out))
    if s ~= "" then parts[#parts + 1] = s end
  end
  return table.concat(parts, " ")
end

function put(node, into, depth)
  if depth > MAX_DEPTH then return end
  for _, child in ipairs(node:children()) do
    local name = child:name()
    if name == "p" then
      paragraph(child, into)
    elseif name == "tbl" then
      page.rows(child, "tr", "tc", cell_text, into)
    elseif name ~= "sectPr" and name ~= "del" and name ~= "moveFrom" and name ~= "Fallback" then
      put(child, into, depth + 1)
    end
  end
end

local function member(bytes, name)
  local s = zip.read(bytes, name)
  return s and xml.parse(s)
end

-- -> text, about; or nil, message
function docx.read(bytes)
  local s, err = zip.read(bytes, "word/document.xml")
  if not s then return nil, err end
  local doc
  doc, err = xml.parse(s)
  if not doc then return nil, "word/document.xml: " .. err end
  local into = {}
  local body = doc:find("body")
  if body then put(body, into, 0) end
  for _, name in ipairs { "word/footnotes.xml", "word/endnotes.xml" } do
    local notes = member(bytes, name)
    for _, note in ipairs(notes and notes:root():children() or {}) do
      local kind = note:attr("type")
      if not kind or kind == "normal" then put(note, into, 0) end
    end
  end
  local core = member(bytes, "docProps/core.xml")
  local function when(name)
    local stamp = page.property(core, name)
    return stamp and date.parse(stamp)
  end
  local about = {
    styled = into.styled or into.heading,
    title = page.property(core, "title"),
    authors = page.list(page.property(core, "creator")),
    subject = page.property(core, "subject"),
    keywords = page.list(page.property(core, "keywords")),
    lang = page.property(core, "language"),
    created = when("created"),
    modified = when("modified"),
  }
  return table.concat(into, "\n\n"), about
end

return docx
