-- Wikinews, in every language: the story without MediaWiki around it.
--
-- The pages carry no metadata of their own but a canonical link. The date is in the template
-- that every published story begins with, and the story ends where its sources begin.

-- Headings behind which there is no story any more.
local END = {
  ["sources"] = true, ["source"] = true, ["quellen"] = true, ["fuentes"] = true,
  ["fonti"] = true, ["fontes"] = true, ["źródła"] = true, ["источники"] = true,
  ["related news"] = true, ["related articles"] = true, ["sister links"] = true,
  ["external links"] = true, ["see also"] = true, ["themenverwandte artikel"] = true,
  ["artículos relacionados"] = true, ["articoli correlati"] = true,
}

-- What follows the story is kept as `removed`: its sources are worth having.
local function clean(a)
  local story, rest = {}, nil
  for _, p in ipairs(text.paragraphs(a.body or "")) do
    if not rest and END[text.fold(text.trim(p))] then rest = {} end
    table.insert(rest or story, p)
  end
  a.body = table.concat(story, "\n\n")
  if rest then
    a.removed = (a.removed and a.removed .. "\n\n" or "") .. table.concat(rest, "\n\n")
  end
  a.site = "Wikinews"
end

return {
  api = 1,
  kind = "clean",
  name = "wikinews",
  version = "1.0.0",
  summary = "stories of Wikinews",
  host = { "wikinews.org", "*.wikinews.org" },
  body = { ".mw-parser-output", "#mw-content-text", "#bodyContent" },
  title = { "#firstHeading" },
  date = { ".published .value-title@title", "#publishDate@title", ".published" },
  drop = {
    "#toc", ".toc", ".mw-editsection", ".noprint", ".infobox", ".metadata", ".navbox",
    ".published", ".thumb", ".gallery", ".sisterproject", "sup.reference", ".reflist",
  },
  url_strip = { "utm_*", "useskin", "uselang", "oldid" },
  text = {
    { "^Have an opinion on this story%?.*$", "" },
    { "%s*%[%d+%]", "" },
  },
  clean = clean,
}
