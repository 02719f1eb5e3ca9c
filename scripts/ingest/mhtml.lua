-- Saved web pages in one file (MHTML: .mht, .mhtml), as browsers write them: a mail whose parts
-- are the page, its pictures and its styles. The page goes to the reader of pages, with the
-- address and the time of the saving.

-- The page that the others belong to: the one that "start" names, else the first.
local function page_of(message)
  local start = (message.headers["content-type"] or ""):match('start="?<([^>]+)>')
  local first
  for _, part in ipairs(message.parts) do
    if part.type == "text/html" or part.type == "application/xhtml+xml" then
      if start and part.id == start then return part end
      first = first or part
    end
  end
  return first
end

local function header(block, name)
  local value = mail.headers(block, name)[1]
  return value and value ~= "" and text.trim(value) or nil
end

local function web(address)
  return address and address:find("^https?://") and address or nil
end

local function parse(rec, ctx)
  local message = mail.parse(rec:bytes())
  local part = page_of(message)
  if not part then return false, "no page among its parts", "no_text" end
  local url = web(message.headers["snapshot-content-location"])
    or web(header(part.headers, "Content-Location")) or web(message.headers["content-location"])
  local articles, why, code = ctx:read {
    bytes = mail.bytes(part),
    name = "page.html",
    type = "text/html",
    charset = part.charset,
    url = url,
    captured = message.date,
  }
  if articles == false then return false, why, code end
  if not articles then return nil, why end
  for _, article in ipairs(articles) do
    article.meta = article.meta or {}
    article.meta.captured = article.meta.captured or message.date and message.date.iso
    if not article.title then
      article.title = message.subject
      article.from = article.from or {}
      article.from.title = "Subject"
    end
    if url and not article.url then
      article.url, article.permalink = url, true
      article.from = article.from or {}
      article.from.url = "saved from"
    end
  end
  return articles, why, code
end

return {
  api = 1,
  kind = "ingest",
  name = "mhtml",
  version = "1.0.0",
  summary = "web pages saved in one file (MHTML)",
  match = {
    { ext = { "mht", "mhtml" } },
    { magic = { { 0, "From: <Saved by" }, { 0, "Snapshot-Content-Location" } } },
  },
  probe = function(head)
    for line in head:lines() do
      local s = tostring(line:sub(1, 100)):lower()
      if s == "" then return 0 end
      if s:find("^content%-type:%s*multipart/related") or s:find("^content%-type:%s*text/html") then
        return 90
      end
    end
    return 0
  end,
  parse = parse,
}
