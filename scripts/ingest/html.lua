-- Web pages: title, byline and date from what the page says of itself, and its main text.
--
-- All the hard work is in C: doc:article() reads JSON-LD, OpenGraph, <meta> and <time> in the
-- order of their trust, finds the block that holds the story, and leaves navigation, sharing,
-- newsletter pitches and comment policies out. What it cut from inside the story comes back
-- as `removed`. A date that the page gives only relatively ("3 hours ago") is no date.

local function parse(rec)
  local doc, err = rec:html()
  if not doc then return false, err end

  local page = doc:article {}
  local body, tail = page.body, nil
  if body then body, tail = text.boilerplate(body) end

  local removed = page.removed
  if tail then removed = (removed and removed .. "\n\n" or "") .. tail end

  if not page.title and not body then return nil, "a page without title or text" end
  return {
    title = page.title,
    body = body,
    deck = page.deck,
    url = page.url,
    permalink = page.permalink, -- only the page's own word for itself
    source = page.site,
    section = page.section,
    lang = text.lang(page.lang) or text.guess_lang(body or page.title),
    authors = page.authors,
    tags = page.tags,
    published = page.published,
    modified = page.modified,
    meta = { removed = removed },
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
