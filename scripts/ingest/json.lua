-- JSON: one article, or a list of them; and JSON lines, one article a line.
--
-- Exports name their fields in many ways. A field is taken only when its name is one of those
-- below, compared without case, "_" and "-": "pubDate" and "pub_date" are one name. Nothing is
-- guessed from names that merely look alike: index_link ends in "link" and is the page of a
-- whole day, not of one article.

-- For each of our fields the names it goes by, best first.
local NAMES = {
  title     = { "title", "headline" },
  body      = { "body", "text", "content", "story", "articletext", "articlebody",
                "contenthtml", "contenttext", "bodyhtml", "bodytext", "fulltext" },
  published = { "published", "date", "pubdate", "publishedat", "datepublished",
                "publishdate", "publicationdate" },
  modified  = { "modified", "updated", "updatedat", "modifiedat", "datemodified" },
  url       = { "permalink", "canonicalurl", "url", "link" },
  source    = { "source", "outlet", "publisher" },
  authors   = { "authors", "author", "byline" },
  lang      = { "lang", "language" },
  tags      = { "tags", "keywords" },
  section   = { "section", "category" },
  deck      = { "deck", "summary", "description", "subtitle", "standfirst" },
}
-- Where an object keeps its list of articles.
local LISTS = { "items", "articles", "results", "entries", "stories", "posts", "data" }

-- What programs write for "nothing" when they turn it into text.
local NOTHING = { [""] = true, None = true, null = true, NaN = true, nan = true }

-- One string out of a value: a string, a number, { name = ... }, { rendered = ... }.
local function scalar(v)
  if type(v) == "string" then
    local s = text.trim(v)
    if not NOTHING[s] then return s end
  elseif math.type(v) == "integer" then
    return tostring(v)
  elseif type(v) == "table" and not v[1] then
    return scalar(v.name or v.rendered or v.title or v.value)
  end
end

-- A list of strings out of a value: a list of the above, or one string with commas.
local function list(v, commas)
  local out = {}
  if type(v) == "table" and v[1] ~= nil then
    for _, item in ipairs(v) do
      local s = scalar(item)
      if s then out[#out + 1] = s end
    end
  else
    local s = scalar(v)
    if s and commas then return text.split(s, ",") end
    if s then out[1] = s end
  end
  return out[1] and out or nil
end

-- Text that is markup becomes paragraphs. A last one that is nothing but a link ("Read more on
-- our website") is none.
local function plain(s)
  if not text.has_tags(s) then return s end
  local doc = html.parse(s)
  if not doc then return s end
  local body = doc:article { content = "body" }.body or doc:plain()
  for _, link in ipairs(doc:select("p > a")) do
    local words = link:text()
    if words ~= "" and link:parent():text() == words and body:sub(-#words - 2) == "\n\n" .. words then
      body = body:sub(1, -#words - 3)
    end
  end
  return body
end

-- The body, and the text as the record has it.
local function paragraphs(v)
  if type(v) == "table" and v[1] ~= nil then -- a list of paragraphs
    local parts = list(v)
    if not parts then return nil end
    local given = table.concat(parts, "\n\n")
    return plain(given), given
  end
  local given = scalar(v)
  if not given then return nil end
  local s = plain(given)
  -- Some exports join paragraphs by empty list items: "... said., ,  The message ...".
  if s:find(", ,", 1, true) then s = s:gsub(",%s*,[%s,]*", "\n\n") end
  -- Line ends alone: each line is a paragraph.
  if not s:find("\n%s*\n") then s = s:gsub("\n", "\n\n") end
  return s, given
end

-- The object's members under names that can be compared.
local function normalized(object)
  local out = {}
  for name, value in pairs(object) do
    local key = name:lower():gsub("[_-]", "")
    -- An exact spelling beats one that only compares equal.
    if out[key] == nil or name == key then out[key] = value end
  end
  return out
end

-- One object to one article; nil when it has neither a title nor a text.
local function article_of(object)
  local has = normalized(object)
  local article = { meta = {} }

  local function get(field, convert, ...)
    for _, name in ipairs(NAMES[field]) do
      if has[name] ~= nil then
        local value, given = convert(has[name], ...)
        if value then return value, given end
      end
    end
  end

  local title = get("title", scalar)
  if title then article.title = text.unescape(text.has_tags(title) and html.text(title) or title) end
  local body, given = get("body", paragraphs)
  article.body = body
  if not article.title and not article.body then return nil end

  article.url = get("url", scalar)
  article.permalink = article.url ~= nil
  article.source = get("source", scalar)
  article.section = get("section", scalar)
  article.authors = get("authors", list)
  article.tags = get("tags", list, true)

  local deck = get("deck", scalar)
  if deck and text.has_tags(deck) then deck = html.text(deck) end
  article.deck = deck

  for _, field in ipairs { "published", "modified" } do
    local written = get(field, scalar)
    article[field] = written and date.parse(written)
    if written and not article[field] then article.meta[field] = written end
  end

  local lang = get("lang", scalar)
  article.lang = text.lang(lang) or text.guess_lang(article.body or article.title)

  -- A guid is made to be unique. A plain id is unique for its outlet, if we know that.
  article.key = scalar(has.guid) or article.source and scalar(has.id) or nil

  if article.body then
    local line, rest = text.first_line(article.body)
    if article.title and line and text.same(line, article.title) then article.body = rest end
    article.body, article.meta.removed = text.boilerplate(article.body)
    -- Without a name of its own an article is told by its text: by the text as it was given,
    -- so that two records which cleaning makes equal remain two.
    if not article.key and not article.permalink and
       text.squeeze(given) ~= text.squeeze(article.body or "") then
      article.meta.body_sha256 = hash.sha256(text.squeeze(given))
    end
  end
  return article
end

local function parse(rec)
  local value, err = rec:json()
  if err then
    local line, rest = err:match("line (%d+)(, column .*)")
    if not line then return false, "broken JSON: " .. err end
    -- JSON lines are counted from 1: the record's number is the line's.
    if rec.type ~= "json" then line = rec.index end
    return false, "broken JSON in line " .. line .. rest:gsub(" %(byte %d+%)", "", 1)
  end
  if type(value) ~= "table" then return nil, "not an object or a list" end

  local objects = value
  if value[1] == nil then
    objects = { value }
    for _, name in ipairs(LISTS) do
      local items = value[name]
      if type(items) == "table" and type(items[1]) == "table" then
        objects = items
        break
      end
    end
  end

  local articles = {}
  for _, object in ipairs(objects) do
    if type(object) == "table" and object[1] == nil then
      articles[#articles + 1] = article_of(object)
    end
  end
  if not articles[1] then return nil, "no object with a title or a text" end
  if #articles < #objects then
    log.warn(("%d of %d objects in %s are articles"):format(#articles, #objects, rec.name))
  end
  return articles
end

return {
  api = 1,
  kind = "ingest",
  name = "json",
  version = "1.0.0",
  summary = "JSON and JSON lines, by the usual names of fields",
  match = { ext = { "json", "jsonl", "ndjson" } },
  probe = function() return 20 end, -- a reader that knows its export comes first
  split = { default = "entry", jsonl = "jsonl", ndjson = "jsonl" },
  parse = parse,
}
