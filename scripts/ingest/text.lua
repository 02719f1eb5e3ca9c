-- Plain text and Markdown: one file is one article.
--
-- The title is the first line. Pages saved as text often repeat it; the repetition goes. A
-- date is taken only from a line near the top that is a date and nothing else ("Published:
-- April 6, 2025" counts): "on Sunday" is no date, and none is made up. A notice at the end,
-- such as a comment policy, goes to meta.removed.
--
-- Front matter, as many Markdown tools write it, is read first:
--
--   ---
--   title: The marathon is back
--   date: 2025-04-06
--   tags: [sport, pyongyang]
--   ---

-- Front matter names (left) and ours (right).
local FIELDS = {
  title = "title", headline = "title",
  date = "published", published = "published", pubdate = "published",
  modified = "modified", updated = "modified", lastmod = "modified",
  author = "authors", authors = "authors", byline = "authors",
  source = "source", outlet = "source", publisher = "source",
  url = "url", link = "url", permalink = "url", canonical_url = "url",
  lang = "lang", language = "lang",
  section = "section", category = "section", categories = "section",
  tags = "tags", keywords = "tags",
  description = "deck", summary = "deck", deck = "deck", subtitle = "deck",
  id = "key", guid = "key",
}
local LISTS = { authors = true, tags = true }
local DATES = { published = true, modified = true }

local BY = { By = true, Von = true, Par = true, Por = true }

-- What is longer than this many bytes is no title, nor one's repetition or underline.
local LONGEST = 1000

-- How far down a title, a byline or a date may stand, in lines that are not blank.
local NEAR_THE_TOP = 6

-- What YAML means by it: the escapes between double quotes are those of JSON, between single
-- ones a quote is doubled.
local function unquote(s)
  local single = s:match("^'(.*)'$")
  if single then return (single:gsub("''", "'")) end
  local value = s:match('^".*"$') and json.decode(s)
  return type(value) == "string" and value or s:match('^"(.*)"$') or s
end

-- "[a, b]" or "a, b" -> { "a", "b" }
local function list_of(value)
  local list = {}
  local given = value:match('^%[%s*".*"%s*%]$') and json.decode(value) -- names with commas in them
  if type(given) == "table" then
    for _, item in ipairs(given) do
      if type(item) == "string" and item ~= "" then list[#list + 1] = item end
    end
    return list
  end
  for _, item in ipairs(text.split(value:match("^%[(.*)%]$") or value, ",")) do
    item = unquote(item)
    if item ~= "" then list[#list + 1] = item end
  end
  return list
end

-- Gives the fields of the front matter and the text behind it; nil when the page begins with
-- "---" for another reason.
local function front_matter(page)
  local head, close = text.between(page, "---\n", "\n---")
  if not head then head, close = text.between(page, "---\r\n", "\n---") end
  if not head then return nil end

  local found, key = {}, nil
  for line in head:lines() do
    line = tostring(text.trim(line))
    local name, value = line:match("^([%w_-]+):%s*(.*)$")
    local item = line:match("^-%s+(.+)$") -- a list with one item a line
    if item and key then
      found[key] = (found[key] ~= "" and found[key] .. ", " or "") .. unquote(item)
    elseif name then
      key = name:lower()
      found[key] = unquote(value)
    elseif line ~= "" and line:sub(1, 1) ~= "#" and not key then
      return nil -- prose between two rules
    end
  end
  local eol = page:find("\n", close)
  return found, page:sub((eol or #page) + 1)
end

local function apply(found, article)
  for name, value in pairs(found) do
    local field = FIELDS[name]
    if field and value ~= "" and not article[field] then
      if DATES[field] then
        article[field] = date.parse(value, { year = true, month = true })
      elseif LISTS[field] then
        article[field] = list_of(value)
      elseif field == "section" then
        article.section = list_of(value)[1]
      else
        article[field] = value
      end
    elseif not field and value ~= "" and #value < 500 then
      article.meta[name] = value
    end
  end
  if article.url then article.permalink = true end
  if article.lang then article.lang = text.lang(article.lang) end
end

-- What newsarc export --format markdown wrote: the page below is the text and nothing else, and
-- the other fields are as exact as they were.
local function ours(article, body)
  local meta = article.meta
  article.body = text.trim(body)
  article.url = article.url or meta.found_at
  meta.newsarc_id, meta.newsarc_revision, meta.found_at = nil, nil, nil
  return article
end

-- "# Title" and "Title\n=====" are titles in Markdown.
local function without_marks(line)
  return (tostring(line):gsub("^#+%s+", ""):gsub("%s+#+%s*$", ""))
end

-- "By Nora Quill", also "Von ...", "Par ...", "Por ...": a name, not a sentence.
local function byline(line)
  local word, name = tostring(line):match("^(%a+) ([^.!?:]+)$")
  if BY[word] and #name < 60 then return name end
end

local function is_underline(line)
  return #line >= 3 and (line:find("^=+$") or line:find("^%-+$")) ~= nil
end

local function parse(rec)
  local body, err = rec:text()
  if not body then return false, err end

  local article = { meta = {} }
  if body:starts("---") then
    local found, rest = front_matter(body)
    if found then
      apply(found, article)
      body = rest
      if found.newsarc_id then return ours(article, rest) end
    end
  end

  -- The title, unless front matter gave one; and its repetitions behind it.
  local line, rest = text.first_line(body)
  if not line then
    if article.title then return article end
    return nil, "empty"
  end
  if not article.title then
    if #line > LONGEST then
      -- A whole paragraph is no title; the name of the file is all there is.
      article.title = rec.name:match("([^/]+)%.%w+$") or rec.name
    else
      article.title = without_marks(line)
      body = rest
    end
  end
  line, rest = text.first_line(body)
  while line and #line <= LONGEST and (text.same(without_marks(line), article.title) or is_underline(tostring(line))) do
    body = rest
    line, rest = text.first_line(body)
  end

  -- Byline and date, each a line of its own among the short lines below the title.
  local at, seen = body, 0
  while seen < NEAR_THE_TOP do
    line, rest = text.first_line(at)
    if not line or #line > 120 then break end
    seen = seen + 1
    local day = not article.published and date.find(line)
    local name = not article.authors and byline(line)
    if day or name then
      article.published = article.published or day
      article.authors = article.authors or name
      body = body:sub(1, #body - #at) .. "\n\n" .. rest
      at = body:sub(#body - #rest + 1)
    else
      at = rest
    end
  end

  local removed
  article.body, removed = text.boilerplate(body)
  article.meta.removed = removed
  article.lang = article.lang or text.guess_lang(article.body)
  return article
end

return {
  api = 1,
  kind = "ingest",
  name = "text",
  version = "1.0.0",
  summary = "plain text and Markdown, with or without front matter",
  match = { ext = { "txt", "text", "md", "markdown" } },
  -- Any reader that knows its files better comes first.
  probe = function() return 20 end,
  parse = parse,
}
