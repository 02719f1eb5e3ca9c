-- Which part of a message is its text, and what of that is none.
local footer = require "footer"

-- Of more bytes than this nothing is cut and no lines are joined.
local M = { LARGE = 2 << 20 }

function M.is_message(type)
  return type == "message/rfc822" or type == "message/news" or type == "message/global"
end

local function children(parts, at)
  local out = {}
  for i = at + 1, #parts do
    if parts[i].parent == at then out[#out + 1] = i end
  end
  return out
end

local function is_attachment(part)
  return part.disposition == "attachment" or (part.name and part.type:sub(1, 5) ~= "text/")
end

-- A block of lines that were broken at some width, and nothing else: no list, quote or code.
local function wrapped(lines)
  if #lines < 2 then return false end
  for i, line in ipairs(lines) do
    if line:find("^[%s>|+*#=~_@-]") or line:find("^%d+[.)]%s") or line:find("\t", 1, true)
      or #line > 100 or (i < #lines and #line < 40) or line:find("^https?://") then
      return false
    end
  end
  return true
end

-- Paragraphs of a plain text whose lines the sender broke.
local function unbroken(s)
  local out = {}
  for _, block in ipairs(text.paragraphs(s)) do
    local lines = {}
    for line in tostring(block):gmatch("[^\n]+") do lines[#lines + 1] = line end
    out[#out + 1] = table.concat(lines, wrapped(lines) and " " or "\n")
  end
  return table.concat(out, "\n\n")
end

local SIGNED, SIGNATURE = "-----BEGIN PGP SIGNED MESSAGE-----", "-----BEGIN PGP SIGNATURE-----"
local ENCRYPTED = "-----BEGIN PGP MESSAGE-----"

-- A text signed within itself, without the marks and the signature.
local function unsigned(s, found)
  local from, to = s:find(SIGNED, 1, true)
  if not from or (from > 1 and s:sub(from - 1, from - 1) ~= "\n") then return s end
  local head_end = select(2, s:find("\n\n", to, true)) or to
  local sig = s:find("\n" .. SIGNATURE, head_end, true)
  if not sig then return s end
  local _, sig_end = s:find("-----END PGP SIGNATURE-----", sig, true)
  found.meta.signed = "pgp"
  local inner = s:sub(head_end + 1, sig):gsub("\n%- ", "\n")
  return s:sub(1, from - 1) .. inner .. (sig_end and s:sub(sig_end + 1) or "")
end

-- Files in the text itself, as mail had them before MIME: begin 644 name, lines, end.
local function attached_within(s, found)
  local from = 1
  while true do
    local a, b, name = s:find("\nbegin [0-7][0-7][0-7] ([^\n]+)\n[^\n]+\n", from)
    if not a then return s end
    local _, to = s:find("\nend%f[\n\0]", b - 1)
    if not to then return s end
    found.list[#found.list + 1] = ("%s (uuencoded, %d bytes)"):format(name, (to - b) * 3 // 4)
    s = s:sub(1, a) .. s:sub(to + 1)
    from = a
  end
end

local function add_removed(found, cut)
  if not cut or text.trim(cut) == "" then return end
  found.removed = (found.removed and found.removed .. "\n\n" or "") .. text.trim(cut)
end

local function plain(part, found)
  local view = mail.text(part)
  if not view then return end
  local s = tostring(view):gsub("\r\n?", "\n")
  if s:find(ENCRYPTED, 1, true) then
    found.closed = "an encrypted message"
    local from = s:find(ENCRYPTED, 1, true)
    local _, to = s:find("-----END PGP MESSAGE-----", from, true)
    s = s:sub(1, from - 1) .. (to and s:sub(to + 1) or "")
  end
  if #s > M.LARGE then return text.trim(s), "text/plain" end -- no letter: a log, a book
  s = attached_within(s, found)
  s = unsigned(s, found)
  local cut
  s, cut = footer.signature(s)
  add_removed(found, cut)
  if not part.flowed then s = unbroken(s) end
  if text.trim(s) == "" then return end
  return s, "text/plain"
end

local function page(part, found)
  local view = mail.text(part)
  if not view then return end
  local doc = html.parse(view)
  if not doc then return end
  local read = doc:article()
  local s, whole = read.body, doc:article { content = "body" }
  -- A letter of several stories is no article with things around it: all of it is text.
  if whole.body and (not s or #s * 2 < #whole.body) then
    s, read = whole.body, whole
  end
  if not s then s = doc:plain() end
  if not s or text.trim(s) == "" then return end
  add_removed(found, read.removed)
  local cut
  s, cut = footer.signature(s)
  add_removed(found, cut)
  if text.trim(s) == "" then return end
  return s, "text/html"
end

local show

-- The best of several forms: the page, else the last that is text at all.
local function alternative(parts, at, found)
  local list = children(parts, at)
  local fallback, fallback_from
  for i = #list, 1, -1 do
    local s, from = show(parts, list[i], found)
    if s and (from == "text/html" or not fallback) then
      fallback, fallback_from = s, from
      if from == "text/html" then break end
    end
  end
  return fallback, fallback_from
end

local function attach(part, found)
  found.list[#found.list + 1] = ("%s (%s, %d bytes)"):format(part.name or "unnamed", part.type,
                                                            #mail.bytes(part))
end

function show(parts, at, found)
  local part = parts[at]
  local kind = part.type
  if part.fault then
    found.meta.fault = ("%s: %s"):format(kind, part.fault)
  end
  if kind == "multipart/alternative" then
    return alternative(parts, at, found)
  elseif kind == "multipart/related" or kind == "multipart/signed" then
    local list = children(parts, at)
    if kind == "multipart/signed" then found.meta.signed = "mime" end
    for k = 2, #list do
      local other = parts[list[k]]
      if kind == "multipart/related" and other.disposition == "attachment" then attach(other, found) end
    end
    if list[1] then return show(parts, list[1], found) end
    return
  elseif kind == "multipart/encrypted" or kind == "application/pgp-encrypted" then
    found.closed = "an encrypted message"
    return
  elseif kind == "application/pkcs7-mime" or kind == "application/x-pkcs7-mime" then
    local list = children(parts, at)
    if list[1] then
      found.meta.signed = "mime"
      return show(parts, list[1], found)
    end
    found.closed = "an encrypted message"
    return
  elseif kind:sub(1, 10) == "multipart/" then
    local out, from = {}, nil
    for _, i in ipairs(children(parts, at)) do
      local s, of = show(parts, i, found)
      if s then
        out[#out + 1] = s
        from = from or of
      end
    end
    if out[1] then return table.concat(out, "\n\n"), from end
    return
  elseif M.is_message(kind) then
    return -- an article of its own
  elseif is_attachment(part) then
    attach(part, found)
    return
  elseif kind == "text/html" or kind == "application/xhtml+xml" then
    return page(part, found)
  elseif kind == "text/plain" or kind == "text/markdown" then
    local s, from = plain(part, found)
    return s, from
  elseif kind == "application/pgp-signature" or kind == "application/pkcs7-signature"
    or kind == "application/x-pkcs7-signature" or kind == "application/pgp-keys"
    or kind == "message/delivery-status" or kind == "message/partial" then
    return
  end
  attach(part, found)
end

-- { text, from, removed, attachments, closed, meta } of the message at that place; closed says
-- why a message that has no text cannot be read.
function M.of(parts, at)
  local found = { meta = {}, list = {} }
  found.text, found.from = show(parts, at, found)
  if found.text and #found.text <= M.LARGE then
    local cut
    found.text, cut = footer.strip(found.text)
    add_removed(found, cut)
  end
  if found.list[1] then
    local s = table.concat(found.list, "; ")
    found.attachments = #s > 4000 and text.truncate(s, 4000) or s
  end
  return found
end

return M
