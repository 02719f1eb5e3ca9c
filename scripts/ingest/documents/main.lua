-- Documents: DOCX, OpenDocument, RTF, PDF. And what comes in them, or as plain text: the exports of
-- news databases, many articles in one file (exports.lua).
--
-- Each format gives its text and what it says of itself; page.lua makes an article of that.
local docx = require "docx"
local odt = require "odt"
local page = require "page"
local exports = require "exports"
local pdf_text = require "pdf_text"

-- So much of a file that may be plain text is looked at.
local HEAD = 16 * 1024

local OLE = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

-- -> text, about, or nil and why not, with a code
local function read(rec)
  local bytes = rec:bytes()
  if bytes:starts("PK\3\4") then
    local names, err = zip.names(bytes)
    if not names then return nil, err, "decode_error" end
    local has = {}
    for _, name in ipairs(names) do has[name] = true end
    local body, about
    if has["word/document.xml"] then
      body, about = docx.read(bytes)
    elseif has["content.xml"] then
      local kind = zip.read(bytes, "mimetype") or ""
      if kind ~= "" and not kind:find("text", 1, true) then return nil, "a spreadsheet or a presentation, not a text", "no_text" end
      body, about = odt.read(bytes)
    else
      return nil, "a zip file that is no text document", "no_text"
    end
    if not body then return nil, about, "decode_error" end
    return body, about
  elseif bytes:starts(OLE) then
    return nil, "it is encrypted, or in the format of Word before 2007, which is not read; save it anew", "decode_error"
  elseif bytes:starts("%PDF") or rec.type == "pdf" then
    return pdf_text.read(bytes)
  elseif bytes:starts("{\\rtf") then
    local doc, err = rtf.parse(bytes)
    if not doc then return nil, err, "decode_error" end
    return doc.text, { title = doc.title, authors = page.list(doc.author), subject = doc.subject,
                       keywords = page.list(doc.keywords), created = doc.created, modified = doc.modified }
  elseif rec.type == "fodt" then
    local doc, err = rec:xml()
    if not doc then return nil, err, "decode_error" end
    return odt.flat(doc)
  elseif rec.type == "html" or rec.type == "htm" then
    local s, err = rec:text()
    if not s then return nil, err, "decode_error" end
    return html.text(s), {}
  end
  local s, err = rec:text()
  if not s then return nil, err, "decode_error" end
  return s, {}
end

local function parse(rec)
  local body, about, code = read(rec)
  if not body then return false, about, code end
  if #text.trim(body) == 0 then return false, "a document without text", "no_text" end
  local kind = exports.kind(body)
  if kind then
    local list, why = exports.articles(body, kind)
    if list then return list, about.cut end
    return false, why
  end
  local a = page.article(body, about, rec.name)
  if not a then return false, "a document without text", "no_text" end
  return a, about.cut -- in quarantine for what is missing
end

local DOCUMENT = { docx = true, docm = true, dotx = true, odt = true, ott = true, fodt = true, rtf = true, doc = true, pdf = true }

local function probe(head, info)
  if DOCUMENT[info.ext] then return 50 end
  if head:starts("{\\rtf") or head:starts("%PDF") then return 50 end
  -- An export says "document" in one of its languages at its beginning, or has Factiva's codes.
  local web = info.ext == "html" or info.ext == "htm"
  if web and not (head:find("activa") or head:find("exis")) then return 0 end
  local first = head:sub(1, HEAD)
  local marked = first:find("ocument") or first:find("OCUMENT") or first:find("okument") or first:find("OKUMENT") or
                 first:find("\nHD") or first:starts("HD") or first:find("\nBody") or first:find("words")
  if web or marked then
    local s = charset.decode(first)
    if s and web then s = html.text(s) end
    if s and exports.kind(s, true) then return 60 end
  end
  return 0
end

return {
  api = 1,
  kind = "ingest",
  name = "documents",
  version = "1.0.0",
  summary = "DOCX, OpenDocument, RTF, PDF; exports of Nexis and Factiva",
  match = {
    { ext = { "docx", "docm", "dotx", "odt", "ott", "fodt", "rtf", "doc", "pdf" } },
    { ext = { "txt", "text", "html", "htm" } },
    { magic = { { 0, "{\\rtf" }, { 0, "%PDF-" } } },
  },
  probe = probe,
  parse = parse,
}
