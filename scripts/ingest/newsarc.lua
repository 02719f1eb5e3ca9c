-- What newsarc export itself writes as JSON lines, and the articles.jsonl of a volume.
--
-- An article comes back as the one it was: with its key; with its address as its permalink only
-- where its id was made of that; and without an id of its own, for the archive works that out
-- again and finds it to be the same. So what is exported and imported again adds nothing.

-- As the archive makes it of a permalink: a letter, and the address behind its length.
local function id_of_url(address)
  local canonical = url.canonical(address)
  if not canonical then return nil end
  return hash.sha256("u" .. string.pack("<I8", #canonical) .. canonical):sub(1, 16)
end

-- A date as exact as it was known: the string has a first day where only the month was.
local function published(a)
  local s = a.published
  if type(s) ~= "string" then return nil end
  local known = a.published_precision
  if known == "year" then s = s:sub(1, 4)
  elseif known == "month" then s = s:sub(1, 7)
  elseif known == "minute" then s = s:sub(1, 16) .. s:sub(20)
  else return s end
  return date.parse(s, { year = true, month = true, any = true }) or a.published
end

-- What the user made of it is a mark of that archive's: the article comes back as it came.
local function unmark(a)
  local marks = type(a.overlay) == "table" and a.overlay or {}
  local was = type(marks.was) == "table" and marks.was or {}
  local off = {}

  for _, tag in ipairs(type(marks.tags_on) == "table" and marks.tags_on or {}) do off[tag] = true end
  if next(off) and type(a.tags) == "table" then
    local tags = {}
    for _, tag in ipairs(a.tags) do
      if not off[tag] then tags[#tags + 1] = tag end
    end
    a.tags = tags
  end
  for _, tag in ipairs(type(marks.tags_off) == "table" and marks.tags_off or {}) do
    a.tags = a.tags or {}
    a.tags[#a.tags + 1] = tag
  end
  for field, value in pairs(was) do
    a[field] = value ~= "" and value or nil
  end
  if type(was.published) == "string" then
    local n = #was.published
    a.published_precision = n == 4 and "year" or n == 7 and "month" or nil
  end
end

local function parse(rec)
  local a, err = rec:json()
  if not a then return false, err end
  if type(a) ~= "table" or type(a.id) ~= "string" then return false, "no article of newsarc's" end

  unmark(a)
  local came = type(a.provenance) == "table" and a.provenance or {}
  return {
    title = a.title, deck = a.deck, body = a.body,
    key = a.key, url = a.url,
    permalink = not a.key and a.url ~= nil and id_of_url(a.url) == a.id or nil,
    authors = a.authors, tags = a.tags,
    source = a.source, section = a.section, lang = a.lang,
    published = published(a),
    modified = a.modified,
    meta = a.meta,
    from = came.fields,
  }
end

return {
  api = 1,
  kind = "ingest",
  name = "newsarc",
  version = "1.0.0",
  summary = "articles that newsarc exported as JSON lines",
  match = { ext = { "jsonl", "json", "ndjson" } },
  probe = function(head)
    -- The keys stand in one order, without blanks.
    local id = tostring(head:sub(1, 60)):match('^{"id":"(%x+)","revision":%d+,"')
    return id and #id == 16 and 95 or 0
  end,
  split = "jsonl",
  parse = parse,
}
