-- newsboat (and newsbeuter): the cache in which this feed reader keeps its articles, cache.db.
--
-- It is a SQLite database: rss_feed has the feeds, rss_item what they brought. A record may
-- give a thousand articles and a cache holds more, so the file is cut into as many slices as
-- there are hundreds of rows, whatever stands in them: slice i stands for the rows of its turn.

local ROWS = 500

local whole -- the file, while its slices are being read
local feeds -- titles by addresses

local function split(stream)
  local v = stream:view()
  local n, err = sqlite.count(v, "rss_item")
  if not n then error(err, 0) end
  local slices = math.max(1, math.min((n + ROWS - 1) // ROWS, #v))
  local i = 0
  whole, feeds = v, nil
  return function()
    i = i + 1
    if i > slices then return nil end
    local step = #v // slices
    return v:sub((i - 1) * step + 1, i == slices and #v or i * step)
  end
end

local function feed_titles()
  local titles, at = {}, 0
  repeat
    local list = sqlite.rows(whole, "rss_feed", { "rssurl", "title" }, at)
    for _, row in ipairs(list or {}) do
      if row.rssurl and row.title and row.title ~= "" then titles[row.rssurl] = row.title end
    end
    at = at + 1000
  until not list or #list < 1000 or at >= 20000
  return titles
end

local COLUMNS = { "guid", "title", "author", "url", "feedurl", "pubDate", "content", "content_mime_type", "deleted" }

local function article_of(row)
  if row.deleted == "1" then return nil end
  local a = { meta = {}, from = {} }
  local function line(s)
    s = s and text.squeeze(text.unescape(text.has_tags(s) and html.text(s) or s))
    return s ~= "" and s or nil
  end
  a.title = line(row.title)
  local content = row.content
  if content and text.trim(content) ~= "" then
    if row.content_mime_type == "text/plain" or not text.has_tags(content) then
      a.body = text.unescape(content)
    else
      local doc = html.parse(content)
      a.body = doc and (doc:article { content = "body", title = a.title }.body or doc:plain()) or nil
    end
    if a.body and text.trim(a.body) == "" then a.body = nil end
  end
  if not a.title and not a.body then return nil end
  a.url = row.url ~= "" and row.url or nil
  a.key = row.guid ~= "" and row.guid or nil
  a.permalink = a.url ~= nil and not a.key
  a.source = feeds[row.feedurl] or url.host(row.feedurl or "")
  a.from.source = a.source and "feed"
  a.authors = line(row.author)
  local seconds = math.tointeger(tonumber(row.pubDate))
  if seconds and seconds > 0 then
    a.published = date.new(seconds)
    a.from.published = a.published and "pubDate"
  end
  a.meta.feed = row.feedurl
  a.lang = text.guess_lang(a.body or a.title)
  a.from.lang = a.lang and "guess"
  return a
end

local function parse(rec)
  if not whole then return false, "a part of a newsboat cache: import the whole file again", "decode_error" end
  feeds = feeds or feed_titles()
  local list, err = sqlite.rows(whole, "rss_item", COLUMNS, (rec.index - 1) * ROWS, ROWS)
  if not list then return false, err, "decode_error" end
  local articles = {}
  for _, row in ipairs(list) do articles[#articles + 1] = article_of(row) end
  if not articles[1] then return nil, "no articles here" end
  return articles
end

return {
  api = 1,
  kind = "ingest",
  name = "newsboat",
  version = "1.0.0",
  summary = "the cache of the feed reader newsboat (cache.db)",
  match = { { magic = { { 0, "SQLite format 3" } } } },
  probe = function(head) return head:find("rss_item") and head:find("rss_feed") and 70 or 0 end,
  split = split,
  parse = parse,
}
