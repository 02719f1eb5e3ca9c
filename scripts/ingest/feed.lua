-- News feeds: RSS of every version, RDF, CDF, Atom, JSON Feed; the broken ones, too.
--
-- feed.parse does the reading and the mending. This file decides what an item's parts mean: the
-- content is the article, the summary its deck or, without content, the article; the id that the
-- feed gives is the article's key, so that the next poll brings the same article again, and a
-- changed text a new revision of it.
--
-- A feed of more than a thousand items (a blog's export, a podcast's whole life) is cut into
-- pieces, one record each; what stands before and behind the items is given to each of them.

local PIECE_ITEMS, PIECE_BYTES = 500, 4 << 20
local MAX_ENCLOSURES = 20

-- Titles of these words alone ("News", "RSS Feed", "Latest Headlines") name no source.
local NAMELESS = {}
for _, word in ipairs {
  "a", "all", "and", "articles", "blog", "breaking", "feed", "feeds", "from", "front", "headlines", "home",
  "homepage", "index", "latest", "main", "most", "new", "newest", "news", "our", "page", "posts", "recent", "rss",
  "stories", "story", "the", "today", "top", "untitled", "updates", "xml", -- English
  "aktuell", "aktuelles", "alle", "artikel", "meldungen", "nachrichten", "neueste", "startseite",
  "accueil", "actualite", "actualites", "noticias", "inicio", "portada", "ultimas",
  "notizie", "ultime", "nieuws", "aktualnosci", "wiadomosci", "новости", "главная", "все", "последние",
  "뉴스", "최신뉴스", "최신기사", "전체기사", "전체", "기사", "속보", "홈", "ニュース", "最新", "新着", "新闻", "新聞", "首页",
} do NAMELESS[text.fold(word)] = true end

-- -- is it one? -------------------------------------------------------------------------------

-- UTF-16 has a NUL beside each letter of ASCII.
local function probe(head)
  local s = tostring(head:sub(1, 16384)):gsub("\0", "")
  if s:find("https?:\\?/\\?/jsonfeed.org\\?/version\\?/") then return 90 end
  if s:find("<[%w]*:?[rR][sS][sS][%s>]") then return 80 end
  if s:find("<[%w]*:?feed[%s>]") then
    return (s:find("w3.org/2005/Atom", 1, true) or s:find("purl.org/atom", 1, true)) and 80 or 40
  end
  if s:find("<[%w]*:?RDF[%s>]") then
    return (s:find("purl.org/rss/", 1, true) or s:find("rdf/simple/0.9", 1, true)) and 80 or 0
  end
  if s:find("<CHANNEL[%s>]") then return 60 end
  if s:find("<channel[%s>]") then return s:find("<item[%s>]") and 70 or 0 end
  return 0
end

-- -- texts --------------------------------------------------------------------------------------

-- A title is one line of plain text. RSS does not say whether its titles are markup.
local function title_of(x)
  local s = x.title
  if not s then return nil end
  if x.title_html or x.title_html == nil and text.has_tags(s) then s = html.text(s) end
  if x.title_html == nil then s = text.unescape(s) end
  s = text.squeeze(s)
  return s ~= "" and s or nil
end

-- A last paragraph that is nothing but a link ("Read more on our website") is none.
local function without_link(doc, body)
  for _, link in ipairs(doc:select("p > a")) do
    local words = link:text()
    if words ~= "" and link:parent():text() == words and body:sub(-#words - 2) == "\n\n" .. words then
      return body:sub(1, -#words - 3), words
    end
  end
  return body
end

-- Paragraphs out of a text or markup; what cleaning took from its end or inside.
local function paragraphs(s, markup, title, url)
  if not markup or not (text.has_tags(s) or s:find("&", 1, true)) then
    return text.trim(s)
  end
  local doc = html.parse(s)
  if not doc then return html.text(s) end
  local page = doc:article { content = "body", title = title, url = url }
  local body, link = without_link(doc, page.body or doc:plain())
  local removed = page.removed
  if link then removed = (removed and removed .. "\n\n" or "") .. link end
  return body, removed, page.cleaned_by
end

-- Is the summary only how the content begins?
local function begins(body, summary)
  local a, b = text.squeeze(body), text.squeeze(summary)
  b = b:gsub("%s*%[?…%]?$", ""):gsub("%s*%[?%.%.%.%]?$", "")
  return b == "" or a:sub(1, #b) == b
end

-- -- the feed -------------------------------------------------------------------------------------

-- Its title; or the host it stands on, when the title would do for any.
-- -> the name, what it was taken from
local function name_of(f)
  local title = title_of(f)
  if not title then return nil end
  local host = f.url and url.host(f.url)
  if not host then return title, "feed title" end
  for word in text.fold(title):gmatch("[^%s%p]+") do
    if not NAMELESS[word] then return title, "feed title" end
  end
  return (host:gsub("^www%.", "")), "feed address"
end

-- -- an item --------------------------------------------------------------------------------------

-- The content is the text, the summary stands above it or, without content, is it.
-- -> body, deck, what was removed, by which rules
local function texts_of(item, title)
  local given = item.content or item.summary
  local body, removed, cleaned_by
  if given then body, removed, cleaned_by = paragraphs(given, item.html, title, item.url) end
  if body == "" then body = nil end
  local deck
  if item.content and item.summary then
    deck = text.squeeze((paragraphs(item.summary, item.html)))
    if deck == "" or body and begins(body, deck) then deck = nil end
    if not body then body, deck = deck, nil end
  end
  local tail
  if body then body, tail = text.boilerplate(body) end
  if tail then removed = (removed and removed .. "\n\n" or "") .. tail end
  return body, deck, removed, cleaned_by
end

-- Where it comes from, its language and its authors: what an item does not say, its feed says.
local function fill_about(a, item, f)
  local from = a.from
  a.source = item.source or f.name
  from.source = item.source and "item source" or f.name_from
  a.lang = text.lang(item.lang or f.lang)
  if not a.lang then
    a.lang = text.guess_lang(a.body or a.title)
    from.lang = a.lang and "guess"
  end
  a.authors = item.authors
  if not a.authors[1] and (f.kind == "atom" or f.kind == "json") then
    a.authors = f.authors -- of its items, these formats say
    from.authors = a.authors[1] and "feed"
  end
end

local function fill_dates(a, item)
  a.published, a.modified = item.published, item.modified
  if not a.published and not item.published_text and a.modified then
    a.published, a.modified = a.modified, nil
    a.from.published = "updated"
  end
  a.meta.published = item.published_text
  a.meta.modified = item.modified_text
end

local function article_of(item, f)
  local title = title_of(item)
  local given = item.content or item.summary
  local body, deck, removed, cleaned_by = texts_of(item, title)
  if not title and not body then return nil end
  local a = {
    key = item.id,
    url = item.url,
    permalink = item.permalink,
    title = title,
    deck = deck,
    body = body,
    tags = item.tags,
    meta = { removed = removed, cleaned_by = cleaned_by },
    from = { title = "item", body = item.content and "content" or given and "summary" },
  }
  fill_about(a, item, f)
  fill_dates(a, item)
  if item.enclosures[1] then
    a.meta.enclosures = table.concat(item.enclosures, "\n", 1, math.min(#item.enclosures, MAX_ENCLOSURES))
  end
  -- Without an id of its own an item is told by its text: by the text as it was given, so that
  -- two of them which cleaning makes equal remain two.
  if not item.id and not item.permalink and given and text.squeeze(given) ~= text.squeeze(body or "") then
    a.meta.body_sha256 = hash.sha256(text.squeeze(given))
  end
  return a
end

-- Some programs give all items one id ("0", the site's address). What items with other titles and
-- other links share is the id of none of them, or all would be revisions of one article.
local function drop_shared_ids(f)
  local home, first, shared = f.url and url.canonical(f.url), {}, {}
  for _, item in ipairs(f.items) do
    local id = item.id
    if id then
      local one = first[id] or item
      first[id] = one
      local links = item.url and one.url and url.canonical(item.url) == url.canonical(one.url)
      if not links and title_of(item) ~= title_of(one) then shared[id] = true end
      if home and item.url and url.canonical(id) == home and url.canonical(item.url) ~= home then shared[id] = true end
    end
  end
  for _, item in ipairs(f.items) do
    if item.id and shared[item.id] then item.id, item.permalink = nil, nil end
  end
end

-- An item without an id is told by its link, when that is its alone: another poll with another
-- text is then a revision. Not what several items share (a day's page), nor the site's first page.
local function links_as_ids(f)
  local times, home = {}, f.url and url.canonical(f.url)
  local links = {}
  for i, item in ipairs(f.items) do
    local link = item.url and url.canonical(item.url)
    links[i] = link
    if link then times[link] = (times[link] or 0) + 1 end
  end
  for i, item in ipairs(f.items) do
    local link = links[i]
    if link and not item.id and times[link] == 1 and link ~= home and not link:find("^https?://[^/]+/$") then
      item.permalink = true
    end
  end
end

-- -- long feeds -----------------------------------------------------------------------------------

-- Of the feed that is being cut: what stands around its items, and in which charset.
local around

-- Several feeds one behind the other ("curl A B | newsarc import -") are a record each.
local ENDS = { "</rss>", "</feed>", "</rdf:RDF>" }
local BEGINS = { "^<%?xml[%s%-]", "^<rss[%s>]", "^<feed[%s>]", "^<rdf:RDF[%s>]" }

-- Those of the places, in their order, that no CDATA section, a text about feeds, is around.
local function unquoted(whole, places)
  local out, open, close = {}, 0, 0
  for _, at in ipairs(places) do
    while close < at do
      open = whole:find("<![CDATA[", close + 1, true) or math.huge
      close = open < math.huge and select(2, whole:find("]]>", open, true)) or math.huge
    end
    if at < open then out[#out + 1] = at end
  end
  return out
end

-- -> where each of them ends
local function feeds_of(whole)
  local ends = {}
  for _, tag in ipairs(ENDS) do
    local _, last = whole:find(tag, 1, true)
    while last do
      local behind = tostring(whole:sub(last + 1, last + 256)):gsub("^[%s\xef\xbb\xbf]+", "")
      for _, begin in ipairs(BEGINS) do
        if behind:find(begin) then
          ends[#ends + 1] = last
          break
        end
      end
      _, last = whole:find(tag, last + 1, true)
    end
  end
  table.sort(ends)
  ends = unquoted(whole, ends)
  ends[#ends + 1] = #whole
  return ends
end

-- Gives the pieces of one feed; what must stand around each goes into `around`.
local function pieces_of(one, name)
  local cuts = feed.pieces(one, PIECE_ITEMS, PIECE_BYTES)
  if #cuts.ends < 2 then
    local done
    return function()
      around = nil
      if done then return nil end
      done = true
      return one
    end
  end
  local _, label = charset.decode(one:sub(1, 65536))
  local head, tail = tostring(one:sub(1, cuts.head)), tostring(one:sub(cuts.tail + 1))
  local i, from = 0, cuts.head + 1
  return function()
    i = i + 1
    local to = cuts.ends[i]
    if not to then return nil end
    around = { name = name, last = i == #cuts.ends, charset = label, head = head, tail = tail }
    local _, comma = tostring(one:sub(from, from + 20)):find("^%s*,") -- between items of JSON
    local piece = one:sub(from + (i > 1 and comma or 0), to)
    from = to + 1
    return piece
  end
end

local function split(stream)
  local whole = stream:view()
  local ends, n, from, pieces = feeds_of(whole), 0, 1, nil
  return function()
    local piece = pieces and pieces()
    while not piece do
      n = n + 1
      if not ends[n] then return nil end
      pieces = pieces_of(whole:sub(from, ends[n]), stream.name)
      from = ends[n] + 1
      piece = pieces()
    end
    return piece
  end
end

-- The record as one whole feed.
local function whole_of(rec)
  if not around or around.name ~= rec.name then return rec:text() end
  local piece = tostring(rec:bytes())
  local s = around.head .. piece .. around.tail
  return charset.decode(s, around.charset)
end

local function is_piece(s)
  return s:find("^%s*<[%w]*:?item[%s>/]") or s:find("^%s*<[%w]*:?entry[%s>/]") or s:find("^%s*,%s*{")
end

local function parse(rec, ctx)
  local s, why = whole_of(rec)
  if around and around.name == rec.name then ctx:around(around.head, around.tail) end
  if not s then return false, why, "decode_error" end
  local f
  f, why = feed.parse(s, ctx.base_url)
  if not f then
    -- A piece in quarantine has lost what was around it, its source above all.
    if is_piece(tostring(rec:bytes():sub(1, 200))) then
      return false, "a piece of a long feed; import the feed again"
    end
    return false, why, "decode_error"
  end
  f.name, f.name_from = name_of(f)
  drop_shared_ids(f)
  links_as_ids(f)

  local articles, empty = {}, 0
  for _, item in ipairs(f.items) do
    local a = article_of(item, f)
    if a then articles[#articles + 1] = a else empty = empty + 1 end
  end
  if f.damage and not f.cut then log.debug(("%s: mended: %s"):format(rec.name, f.damage)) end
  if empty > 0 and articles[1] then
    log.warn(("%s: %d of %d items have neither title nor text"):format(rec.name, empty, #f.items))
  end
  -- Where a long feed was cut, each of its pieces ends without an end.
  local inside = not f.lost and around and around.name == rec.name and not around.last
  if f.cut and not inside then
    return articles, ("the feed is cut short; whole items: %d"):format(#f.items), "truncated"
  elseif f.lost then
    return articles, "an item cannot be read: " .. f.damage, "decode_error"
  end
  if not articles[1] and f.items[1] then return false, "no item has a title or a text", "no_text" end
  if not articles[1] then return nil, "a feed without items" end
  return articles
end

return {
  api = 1,
  kind = "ingest",
  name = "feed",
  version = "1.0.0",
  summary = "news feeds: RSS, RDF, CDF, Atom, JSON Feed",
  match = {
    { ext = { "rss", "atom", "rdf", "cdf", "xml", "feed" } },
    { root = { "rss", "RDF", "feed", "channel" } }, -- polled to a file of any name, or to stdin
    { root = { "br", "b" } }, -- a program's warning in front of its feed
    { magic = { { 0, "\xff\xfe<\0" }, { 0, "\xfe\xff\0<" } } }, -- UTF-16
    { json_keys = { "version", "items" } },
  },
  probe = probe,
  split = split,
  parse = parse,
}
