-- Web pages: title, byline and date from what the page says of itself, and its main text.
--
-- The hard work is in C: doc:article() reads JSON-LD, OpenGraph, <meta> and <time> in the
-- order of their trust, finds the block that holds the story, and leaves navigation, sharing,
-- newsletter pitches and comment policies out. What it cut from inside the story comes back
-- as `removed`. Where scripts/clean/ has rules for the page's host, they say where things are,
-- and `cleaned_by` names them.

-- Elements that tell of the story and are not part of it.
local ASIDE = "p.by, p.byline, p.meta, p.author, p.dateline, .byline, .tags"

-- What saved the page says where from and when, in a comment at its top: SingleFile, browsers'
-- "save as", HTTrack.
local function saved(rec)
  local head = tostring(rec:bytes():sub(1, 4096))
  local url, day = head:match("Page saved with SingleFile%s+url:%s*(%S+)%s+saved date:%s*([^\n(]+)")
  if not url then url = head:match("<!%-%- saved from url=%(%d+%)(https?://%S+)") end
  if not url then
    url, day = head:match("<!%-%- Mirrored from (%S+) by HTTrack [^,>]*, ([^>]-) *%-%->")
    url = url and "https://" .. url
  end
  return url, day and date.parse(text.trim(day))
end

local function parse(rec)
  local doc, err = rec:html()
  if not doc then return false, err end

  local address, captured = saved(rec)
  if captured then date.captured(captured) end
  local page = doc:article { drop = ASIDE, url = address }
  local body, tail = page.body, nil
  if body then body, tail = text.boilerplate(body) end
  if not page.title and not body then return nil, "a page without title or text" end

  local from = page.from
  if address and not page.url then
    page.url, page.permalink, from.url = address, true, "saved from"
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
    authors = page.authors,
    tags = page.tags,
    published = page.published,
    modified = page.modified,
    from = from,
    meta = {
      removed = removed,
      cleaned_by = page.cleaned_by,
      captured = captured and captured.iso,
    },
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
