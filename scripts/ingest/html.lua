-- Web pages: title, byline and date from what the page says of itself, and its main text.
--
-- The hard work is in C: doc:article() reads JSON-LD, OpenGraph, <meta> and <time> in the
-- order of their trust, finds the block that holds the story, and leaves navigation, sharing,
-- newsletter pitches and comment policies out. What it cut from inside the story comes back
-- as `removed`. Where scripts/clean/ has rules for the page's host, they say where things are,
-- and `cleaned_by` names them. Pages that say nothing to machines often say it to readers, in a line below
-- the headline; that is what the rest of this file is about.

-- Elements that tell of the story and are not part of it.
local ASIDE = "p.by, p.byline, p.meta, p.author, p.dateline, .byline, .tags"
-- Where a byline or a date stands for readers' eyes.
local AUTHOR = ".author, [rel=author], [itemprop=author]"
local DATE = ".dateline, .date, .published, .timestamp, .byline, p.meta, p.by"

-- "By Nora Quill", "문가람 기자" -> the name; nil for what does not look like one.
local function name_of(s)
  s = s:gsub("^[Bb][Yy] ", ""):gsub(" 기자$", "")
  if s ~= "" and #s < 60 and not s:find("[%d@/:]") then return s end
end

local function visible_author(doc)
  local node = doc:select1(AUTHOR)
  return node and name_of(node:text())
end

-- A whole line, or one of its parts between bars, that is a date. "3 hours ago" is none.
local function visible_date(doc)
  for _, node in ipairs(doc:select(DATE)) do
    local line = node:text()
    if #line < 120 then
      for _, part in ipairs(text.split(text.replace(line, "·", "|"), "|")) do
        local day = date.find(part)
        if day then return day end
      end
    end
  end
end

local function parse(rec)
  local doc, err = rec:html()
  if not doc then return false, err end

  local page = doc:article { drop = ASIDE }
  local body, tail = page.body, nil
  if body then body, tail = text.boilerplate(body) end
  if not page.title and not body then return nil, "a page without title or text" end

  local from = page.from
  local authors, published = page.authors, page.published
  if not authors then
    authors = visible_author(doc)
    from.authors = authors and "byline"
  end
  if not published then
    published = visible_date(doc)
    from.published = published and "dateline"
  end
  local lang = text.lang(page.lang)
  if not lang then
    lang = text.guess_lang(body or page.title)
    from.lang = lang and "guess"
  end

  local removed = page.removed
  if tail then removed = (removed and removed .. "\n\n" or "") .. tail end

  return {
    title = page.title,
    body = body,
    deck = page.deck,
    url = page.url,
    permalink = page.permalink, -- only the page's own word for itself
    source = page.site,
    section = page.section,
    lang = lang,
    authors = authors,
    tags = page.tags,
    published = published,
    modified = page.modified,
    from = from,
    meta = { removed = removed, cleaned_by = page.cleaned_by },
  }
end

return {
  api = 1,
  kind = "ingest",
  name = "html",
  version = "1.0.0",
  summary = "web pages",
  match = {
    { ext = { "html", "htm", "xhtml", "shtml" } },
    { root = { "html" } }, -- saved without an extension
  },
  probe = function() return 20 end, -- a reader that knows its outlet comes first
  parse = parse,
}
