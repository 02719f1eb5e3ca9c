-- Web pages: title, byline and date from what the page says of itself, and its main text.
--
-- The hard work is in C: doc:article() reads JSON-LD, OpenGraph, <meta> and <time> in the
-- order of their trust, finds the block that holds the story, and leaves navigation, sharing,
-- newsletter pitches and comment policies out. What it cut from inside the story comes back
-- as `removed`. Where scripts/clean/ has rules for the page's host, they say where things are,
-- and `cleaned_by` names them.

-- Elements that tell of the story and are not part of it.
local ASIDE = "p.by, p.byline, p.meta, p.author, p.dateline, .byline, .tags"

local function parse(rec)
  local doc, err = rec:html()
  if not doc then return false, err end

  local page = doc:article { drop = ASIDE }
  local body, tail = page.body, nil
  if body then body, tail = text.boilerplate(body) end
  if not page.title and not body then return nil, "a page without title or text" end

  local from = page.from
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
    authors = page.authors,
    tags = page.tags,
    published = page.published,
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
