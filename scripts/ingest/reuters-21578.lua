-- Reuters-21578: the classic collection of 21,578 newswire stories of 1987.
--
-- Twenty-two SGML files (reut2-000.sgm ...) of a thousand stories each. One story:
--
--   <REUTERS TOPICS="YES" ... OLDID="5544" NEWID="1">
--   <DATE>26-FEB-1987 15:01:01.79</DATE>
--   <TOPICS><D>cocoa</D></TOPICS><PLACES><D>el-salvador</D><D>usa</D></PLACES> ...
--   <TEXT>
--   <TITLE>BAHIA COCOA REVIEW</TITLE>
--   <DATELINE>    SALVADOR, Feb 26 - </DATELINE><BODY>Showers continued ...
--    Reuter
--   &#3;</BODY></TEXT>
--   </REUTERS>
--
-- It is SGML from before XML: no document element, references such as &lt; and stray control
-- characters (&#3;). So we do not parse it as markup. We cut out what stands between two
-- tags, which is also much faster. doc/scripting.md walks through this file.

local between, unescape = text.between, text.unescape

-- One file is one entry of the bundle; this cuts it into its stories. `for` in newsarc calls
-- the function we return until it gives nil. A view is not copied: v:sub() is a slice of the
-- file, and newsarc notes where in the file each story stands.
local function split(stream)
  local v, at = stream:view(), 1
  return function()
    local from = v:find("<REUTERS", at)
    if not from then return nil end
    local _, to = v:find("</REUTERS>", from)
    at = (to or #v) + 1
    return v:sub(from, to)
  end
end

-- TOPICS, PLACES, PEOPLE, ORGS, EXCHANGES and COMPANIES follow one another, each a run of
-- <D>...</D>. A reader of news wants all of them as tags.
local function tags(story)
  local lists = between(story, "<TOPICS>", "</COMPANIES>")
  return lists and text.all_between(lists, "<D>", "</D>") or {}
end

-- Every body ends with a line " Reuter" (or " REUTER"): a signature, not news.
local function without_signature(body)
  for _, mark in ipairs { " Reuter\n", " REUTER\n" } do
    local at = body:find(mark, 1, true)
    if at and #body - at < 20 then return body:sub(1, at - 1) end
  end
  return body
end

local function parse(rec)
  local story = rec:text("latin1")
  local id = between(story, 'NEWID="', '"')
  if not id then return false, "a story without NEWID" end

  local article = {
    key = id,
    source = "Reuters",
    lang = "en",
    tags = tags(story),
    meta = {},
  }

  -- "26-FEB-1987 15:01:01.79", in some 300 stories with control characters and a code behind
  -- it. The files do not say which zone that is, so we do not either.
  local stamp = between(story, "<DATE>", "</DATE>")
  stamp = stamp and stamp:match("^%s*(%d+%-%a+%-%d+%s+[%d:.]+)")
  article.published = stamp and date.parse(stamp) or nil

  local part = between(story, "<TEXT", "</TEXT>") or story
  local title = between(part, "<TITLE>", "</TITLE>")
  local dateline = between(part, "<DATELINE>", "</DATELINE>")
  local author = between(part, "<AUTHOR>", "</AUTHOR>")
  local body = between(part, "<BODY>", "</BODY>")

  if title then article.title = unescape(title) end
  if dateline then article.meta.dateline = text.trim(unescape(dateline)) end
  if author then
    -- "    By Jeremy Clift, Reuters"
    local name = tostring(text.trim(unescape(author)))
    article.authors = name:gsub("^[Bb][Yy] ", ""):gsub(",%s*Reuters?$", "")
  end

  if body then
    -- Lines were wrapped by hand, four blanks open a paragraph: put the paragraphs together.
    article.body = text.unwrap(without_signature(tostring(unescape(body))), 4)
  elseif not title then
    -- Neither TITLE nor BODY: a table, sent as it was typed. Keep its lines.
    local raw = part:sub((part:find(">") or 0) + 1)
    article.body = without_signature(tostring(unescape(raw)))
    article.meta.unprocessed = true
    if #text.trim(text.clean(article.body)) == 0 then
      -- NEWID 12793 is empty. An article needs a title or a body; the story is kept, so that
      -- the collection stays complete, and says what it is.
      article.title, article.body = "(no text)", nil
    end
  end
  -- What remains is a title alone (TYPE="BRIEF"): a story too.
  return article
end

return {
  api = 1,
  kind = "ingest",
  name = "reuters-21578",
  version = "1.0.0",
  summary = "Reuters-21578 newswire stories (SGML)",
  match = {
    { ext = "sgm", magic = { { 0, "<!DOCTYPE lewis" }, { 0, "<REUTERS" } } },
    { ext = "sgml", magic = { { 0, "<!DOCTYPE lewis" }, { 0, "<REUTERS" } } },
  },
  split = split,
  parse = parse,
}
