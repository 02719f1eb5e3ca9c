-- Mail: newsletters and lists as single messages (.eml, .emlx), mailboxes and Maildirs.
--
-- newsarc takes a message apart (module mail); here it is decided which of its parts is the
-- article. Of several forms of one text the page is taken and read as any page is, and the
-- plain text where the page gives nothing. What is signed is read without its signature; what
-- is encrypted cannot be. A message inside a message, as lists send their digests, is an
-- article of its own.

local body = require "body"

-- Names that begin nearly every message.
local USUAL = {
  ["from"] = true, ["to"] = true, ["subject"] = true, ["date"] = true, ["message-id"] = true,
  ["received"] = true, ["return-path"] = true, ["delivered-to"] = true, ["mime-version"] = true,
  ["content-type"] = true, ["reply-to"] = true, ["sender"] = true, ["cc"] = true,
  ["list-id"] = true, ["list-unsubscribe"] = true, ["dkim-signature"] = true,
  ["x-original-to"] = true, ["in-reply-to"] = true, ["references"] = true, ["x-mailer"] = true,
  ["content-transfer-encoding"] = true, ["arc-seal"] = true, ["authentication-results"] = true,
}

-- How many of them the text begins with; 0 when it begins with anything else.
local function usual_headers(head)
  local n, lines = 0, 0
  for line in head:lines() do
    local s = tostring(line:sub(1, 200))
    lines = lines + 1
    if s == "" or lines > 200 then break end
    if not s:find("^[ \t]") and not (lines == 1 and (s:find("^From ") or s:find("^%d+%s*$"))) then
      local name = s:match("^([%w%-_]+)[ \t]*:")
      if not name then return n >= 3 and n or 0 end
      if USUAL[name:lower()] then n = n + 1 end
    end
  end
  return n
end

local function probe(head, info)
  if info.ext == "mht" or info.ext == "mhtml" then return 0 end -- saved pages
  local n = usual_headers(head)
  if n >= 3 then return 80 end
  if n == 2 then return 60 end
  if n == 1 and (info.ext == "eml" or info.ext == "emlx" or info.ext == "mbox") then return 40 end
  return 0
end

-- "Quay Weekly <weekly.quay.example>" -> its words, or what stands in the brackets.
local function list_name(headers)
  local id = mail.addresses(headers, "List-Id")[1]
  local name = id and (id.name or id.address)
  return name ~= "" and name or nil
end

-- The message's own date, when its last relay's does not contradict it; that of the relay
-- that had it first; that of the mailbox.
local function published(message, headers)
  local relays = {}
  for _, line in ipairs(mail.headers(headers, "Received")) do
    local when = line:match(";([^;]*)$")
    local d = when and date.parse(when)
    if d then relays[#relays + 1] = d end
  end
  if relays[1] then date.captured(relays[1]) end
  local own = message.headers.date and date.parse(message.headers.date)
  if own then
    date.captured(own)
    return own, "Date"
  end
  if relays[1] then return relays[#relays], "Received" end
  local line = message.from_line and message.from_line:match("%S+%s+(.+)$")
  local d = line and date.parse(line)
  if d then return d, "From line" end
end

local function names(addresses)
  local out = {}
  for _, a in ipairs(addresses) do
    local name = a.name or a.address
    if name and name ~= "" then out[#out + 1] = name end
  end
  return out
end

-- One message, which may be inside another one; nil and why when there is nothing to read.
local function article_of(parts, at, message, outer)
  local headers = parts[at].headers
  local found = body.of(parts, at)
  local subject = message.headers.subject
  if subject and text.trim(subject) == "" then subject = nil end
  if not found.text and found.closed then return nil, found.closed end
  if not found.text and not subject then return nil, "a message without a subject or text" end

  local day, day_from = published(message, headers)
  local senders = message.from
  if not senders[1] then senders = mail.addresses(headers, "Sender") end
  local list, sender = list_name(headers), senders[1]
  local authors = names(senders)
  local id = message.headers["message-id"]
  id = id and (id:match("<([^>]+)>") or text.trim(id))

  local meta = found.meta
  meta.removed = found.removed
  meta.attachments = found.attachments
  meta.list_id = message.headers["list-id"]
  meta.sender = sender and sender.address
  meta.in_reply_to = (message.headers["in-reply-to"] or ""):match("<([^>]+)>")
  meta.inside = outer
  if not day and message.headers.date then meta.date = message.headers.date end

  local url = (message.headers["archived-at"] or ""):match("<%s*(https?://[^%s>]+)%s*>")
  local lang = text.lang(message.headers["content-language"] or "")
  local tags = message.headers.keywords and text.split(message.headers.keywords, ",")
  return {
    key = id ~= "" and id or nil,
    title = subject,
    body = found.text,
    url = url,
    source = list or authors[1],
    authors = authors,
    tags = tags,
    lang = lang or text.guess_lang(found.text or subject),
    published = day,
    meta = meta,
    from = {
      title = subject and "Subject",
      body = found.text and found.from,
      source = list and "List-Id" or authors[1] and "From",
      authors = authors[1] and "From",
      published = day_from,
      key = id and "Message-ID",
      url = url and "Archived-At",
      lang = lang and "Content-Language",
    },
  }
end

-- The headers of an inner message, as mail.parse() has them of the outer one.
local function inner_message(part)
  return mail.parse(part.headers)
end

-- A number of bytes, the message, a property list: Apple's.
local function without_count(bytes)
  local count = bytes:match("^(%d+)%s*\r?\n")
  if not count then return bytes end
  local _, to = bytes:find("\n", 1, true)
  return bytes:sub(to + 1, to + math.tointeger(count))
end

local function parse(rec)
  local flags = rec.name:match("[:;!]2,(%a*)$")
  if rec.name:find("/tmp/[^/]+$") and rec.name:find("/%d+%.[^/]+$") then
    return nil, "not yet delivered (tmp)"
  end
  local bytes = rec:bytes()
  if rec.type == "emlx" then bytes = without_count(bytes) end
  local message = mail.parse(bytes)
  if not next(message.headers) then return nil, "no headers of a mail" end

  local parts, articles, why = message.parts, {}, nil
  local first, reason = article_of(parts, 1, message, nil)
  local own = first and first.body
  why = reason
  if first then
    first.meta.maildir_flags = flags ~= "" and flags or nil
    articles[1] = first
  end
  for i = 2, #parts do
    local part = parts[i]
    if part.parent and body.is_message(parts[part.parent].type) then
      local inner = inner_message(part)
      local article = article_of(parts, i, inner, message.id)
      if article then articles[#articles + 1] = article end
    end
  end
  -- An envelope without words of its own says nothing beside what it brings.
  if first and not own and #articles > 1 then table.remove(articles, 1) end
  if not articles[1] then return false, why, "no_text" end
  return articles
end

return {
  api = 1,
  kind = "ingest",
  name = "mail",
  version = "1.0.0",
  summary = "mail: messages, mailboxes, Maildirs",
  match = {
    { ext = { "eml", "emlx", "mbox", "mbx" } },
    { member = { "**/cur/*", "**/new/*", "**/tmp/*", "cur/*", "new/*", "tmp/*" } },
    { magic = { { 0, "From " }, { 0, "Return-" }, { 0, "Received: " }, { 0, "Delivered-To: " },
                { 0, "Message-I" }, { 0, "MIME-Version: " }, { 0, "From: " }, { 0, "Subject: " },
                { 0, "Date: " }, { 0, "To: " }, { 0, "X-" }, { 0, "Content-Type: " },
                { 0, "DKIM-" }, { 0, "Reply-To: " } } },
  },
  probe = probe,
  -- What does not begin with a line "From " is one message, too.
  split = { eml = "entry", emlx = "entry", default = "mbox" },
  parse = parse,
}
