-- JSON: one article, a list of them under whatever key, one behind the other, or by their ids;
-- and JSON lines, one article a line.
--
-- Exports name their fields in many ways. text.field knows which names mean what, as a whole:
-- index_link ends in "link" and is the page of a whole day, not of one article. Where --map
-- says where a field stands, that counts; and a record that names neither a title nor a text is
-- judged by its values: the longest string is the text, a date is a date. `import --dry-run`
-- shows what was taken for what.

-- Names too common elsewhere for text.field, which knows columns, but plain in JSON.
local LISTS = { "items", "articles", "results", "entries", "stories", "posts", "data", "docs", "documents", "hits", "news" }

-- What programs write for "nothing" when they turn it into text.
local NOTHING = { [""] = true, None = true, null = true, NaN = true, nan = true, ["N/A"] = true, ["\\N"] = true }

-- Strings shorter than this are not taken for a text by their looks.
local TEXT_MIN = 200

-- One string out of a value: a string, a number, { name = ... }, { rendered = ... }.
local function scalar(v)
  if type(v) == "string" then
    local s = text.trim(v)
    if not NOTHING[s] then return s end
  elseif math.type(v) == "integer" then
    return tostring(v)
  elseif type(v) == "table" and not v[1] then
    return scalar(v.name or v.rendered or v.main or v.original or v.title or v.value or v["#text"] or v["$t"] or
                  v["_"])
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
    if s and commas then
      return text.split(s, s:find(";", 1, true) and ";" or s:find("|", 1, true) and "|" or ",")
    end
    if s then out[1] = s end
  end
  return out[1] and out or nil
end

-- Blank lines between the paragraphs of a text whose only tags stand within them (<b>, <a>).
local function with_paragraphs(s)
  local tags = s:lower()
  if not s:find("\n%s*\n") or tags:find("<p[%s>]") or tags:find("<br[%s/>]") or tags:find("<div[%s>]") then return s end
  return "<p>" .. s:gsub("\n%s*\n%s*", "</p><p>") .. "</p>"
end

-- Text that is markup becomes paragraphs. A last one that is nothing but a link ("Read more on
-- our website") is none.
local function plain(s)
  if not text.has_tags(s) then return s end
  local doc = html.parse(with_paragraphs(s))
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
  -- Some exports join paragraphs by empty list items: "... said., ,  The message ...". In such a
  -- text a comma behind the end of a sentence and before two blanks is a seam, too.
  if s:find(", ,", 1, true) then
    s = s:gsub(",%s*,[%s,]*", "\n\n"):gsub("([.:!?][\"']?) ?,  +", "%1\n\n")
  end
  -- Line ends alone: each line is a paragraph.
  if not s:find("\n%s*\n") then s = s:gsub("\n", "\n\n") end
  return s, given
end

-- A time: what date.parse reads, a year alone too, or the seconds, milliseconds or microseconds since 1970, of
-- years from 1973 on.
local function when(v)
  if type(v) == "table" then -- of a database: { "$date": ... }
    v = v["$date"] or v.iso or v.date
    if type(v) == "table" then v = v["$numberLong"] end
    if v == nil then return nil end
  end
  local n = math.type(v) == "integer" and v or
            type(v) == "number" and v == v and math.abs(v) < 1e18 and math.floor(v) or
            type(v) == "string" and v:match("^%s*%d+%s*$") and math.tointeger(tonumber(v)) or nil
  if n and n >= 100000000 then
    if n >= 100000000000000 then n = n // 1000000
    elseif n >= 100000000000 then n = n // 1000 end
    if n < 4200000000 then return (date.new(n)) end
    return nil
  end
  local s = scalar(v)
  return s and date.parse(s, { month = true, year = true }) or nil
end

-- -- where fields stand ------------------------------------------------------------------------

local known = {} -- names looked up before
local function field_of(name)
  local f = known[name]
  if f == nil then
    local field, rank = text.field(name)
    f = field and { field = field, rank = rank } or false
    known[name] = f
  end
  return f or nil
end

-- By --map's path: a name as it stands, a JSON pointer, or names with dots between them.
local function at(object, path)
  if object[path] ~= nil then return object[path] end
  local pointer = path:sub(1, 1) == "/"
  local v = object
  for part in (pointer and path:sub(2) or path):gmatch(pointer and "[^/]+" or "[^.]+") do
    if type(v) ~= "table" then return nil end
    if pointer then part = part:gsub("~1", "/"):gsub("~0", "~") end
    local n = math.tointeger(tonumber(part))
    if n and v[1] ~= nil then
      v = v[pointer and n + 1 or n]
    else
      v = v[part]
    end
  end
  return v
end

-- The members of the object by our fields, the best name of each first; then those of objects
-- in it ("meta": { "date": ... }), where the outer has none.
local function candidates(object)
  local by, keys = {}, {}
  for name in pairs(object) do keys[#keys + 1] = name end
  table.sort(keys)
  local function offer(name, value, rank, path)
    local f = field_of(name)
    if f then
      by[f.field] = by[f.field] or {}
      table.insert(by[f.field], { rank = f.rank + rank, value = value, path = path })
    end
  end
  for _, name in ipairs(keys) do
    local value = object[name]
    offer(name, value, 0, name)
    if type(value) == "table" and value[1] == nil and not field_of(name) then
      local inner = {}
      for k in pairs(value) do inner[#inner + 1] = k end
      table.sort(inner)
      for i, k in ipairs(inner) do
        if i > 100 then break end
        if type(value[k]) ~= "table" then offer(k, value[k], 1000, name .. "." .. k) end
      end
    end
  end
  for _, found in pairs(by) do
    table.sort(found, function(a, b)
      if a.rank ~= b.rank then return a.rank < b.rank end
      return a.path < b.path
    end)
  end
  return by
end

-- What a record without names that we know looks like: text, title, date, address.
local function by_looks(object)
  local keys, body, title, day, link = {}, nil, nil, nil, nil
  for name, value in pairs(object) do
    if type(value) == "string" and type(name) == "string" then keys[#keys + 1] = name end
  end
  table.sort(keys)
  for _, name in ipairs(keys) do
    local s = object[name]
    if #s >= TEXT_MIN and (not body or #s > #object[body]) then body = name end
  end
  if not body then return nil end
  for _, name in ipairs(keys) do
    local s = text.trim(object[name])
    if name == body then
      -- itself
    elseif s:find("^https?://%S+$") then
      link = link or name
    elseif #s < 60 and date.parse(s) then
      day = day or name
    elseif #s >= 12 and #s < TEXT_MIN and s:find("%s") and (not title or #s > #object[title]) then
      title = name
    end
  end
  return { body = body, title = title, published = day, url = link }
end

-- -- one article -------------------------------------------------------------------------------

-- What a dry run is told, once for an entry.
local told
local function tell(rec, from, map)
  if told == rec.name then return end
  told = rec.name
  local fields, parts = {}, {}
  for field in pairs(from) do fields[#fields + 1] = field end
  table.sort(fields)
  for _, field in ipairs(fields) do parts[#parts + 1] = field .. " from " .. from[field] end
  for field, path in pairs(map or {}) do
    if path ~= "" and not from[field] and field:sub(1, 5) ~= "meta." then
      parts[#parts + 1] = field .. " from nothing (--map " .. field .. "=" .. path .. ")"
    end
  end
  log.debug(("%s, record %d: %s"):format(rec.name, rec.index, table.concat(parts, "; ")))
end

-- A search engine's hit, or a JSON:API resource: the article is inside.
local function unwrapped(object)
  local inner = object._source or object.attributes
  if type(inner) ~= "table" or inner[1] ~= nil then return object end
  local out = {}
  for name, value in pairs(object) do
    if type(value) ~= "table" and name ~= "_id" and name ~= "type" then out[name] = value end
  end
  for name, value in pairs(inner) do out[name] = value end
  if out.id == nil then out.id = object._id end
  return out
end

-- What --map says of a field; nil: nothing.
local function mapped(map, field)
  return map[field] or field == "authors" and map.author or field == "tags" and map.tag or nil
end

-- get(field, convert, ...): the field's value of the object, by --map, else by names, else by its
-- looks, as convert makes it; what said so goes into from.
local function getter(object, map, from)
  local has = candidates(object)
  local looks
  if not has.title and not has.body and not mapped(map, "title") and not mapped(map, "body") then
    looks = by_looks(object)
  end
  return function(field, convert, ...)
    local path = mapped(map, field)
    if path then
      if path == "" then return nil end
      local v = at(object, path)
      if v == nil then return nil end
      local value, given = convert(v, ...)
      if value then from[field] = path end
      return value, given
    end
    for _, one in ipairs(has[field] or {}) do
      local value, given = convert(one.value, ...)
      if value then
        from[field] = one.path
        return value, given
      end
    end
    local name = looks and looks[field]
    if name then
      local value, given = convert(object[name], ...)
      if value then from[field] = name .. " (by its looks)" end
      return value, given
    end
  end
end

-- Are the links of this list those of pages that many articles are on, a day's or a section's?
-- As soon as more than one object in five has the link of another that has another title.
local SAMPLE_ITEMS, SAMPLE_BYTES = 200, 1 << 18
local function links_shared(next_item, map)
  local first, n, others, bytes = {}, 0, 0, 0
  for _ = 1, SAMPLE_ITEMS do
    local one = next_item()
    bytes = bytes + (one and #one or 0)
    if not one or bytes > SAMPLE_BYTES then break end
    local object = json.decode(one)
    if type(object) == "table" and object[1] == nil then
      local get = getter(map and object or unwrapped(object), map or {}, {})
      local link, head = get("url", scalar), get("title", scalar) or get("body", scalar)
      if link and head then
        n = n + 1
        first[link] = first[link] or head
        if first[link] ~= head then others = others + 1 end
      end
    end
  end
  return others * 5 > n
end

local shared, shared_of = false, nil -- links of the entry at hand, and which JSON lines it is

-- The host cuts lines: the first of them tell. What is no line, nor from split, has no others.
local function look_at_lines(rec, map)
  if rec.type == "json" or not rec.head then
    if shared_of then shared, shared_of = false, nil end
    return
  end
  local key = ("%s/%s/%d/%s"):format(rec.source, rec.name, #rec.head, hash.xxh3(rec.head:sub(1, 4096)))
  if shared_of == key then return end
  shared_of = key
  shared = links_shared(tostring(rec.head):gmatch("[^\r\n]+"), map)
end

local function fill(article, get)
  article.url = get("url", scalar)
  article.permalink = article.url ~= nil and not shared
  article.source = get("source", scalar)
  -- An address is where the article is from, though perhaps not its own: its host is the outlet.
  local host, path = (article.source or ""):match("^https?://([^/%s]+)(%S*)$")
  if host then
    if not article.url and #path > 1 then
      article.url, article.from.url = article.source, article.from.source
    end
    article.source = host:lower():gsub("^www%.", "")
  end
  article.section = get("section", scalar)
  article.authors = get("authors", list)
  for i, name in ipairs(article.authors or {}) do article.authors[i] = (name:gsub("^[Bb][Yy]:? ", "")) end
  article.tags = get("tags", list, true)
  local deck = get("deck", scalar)
  if deck and text.has_tags(deck) then deck = html.text(deck) end
  article.deck = deck
  for _, field in ipairs { "published", "modified" } do
    article[field] = get(field, when)
    if not article[field] then -- none that we can read: kept as it is written
      article.meta[field] = get(field, scalar)
      article.from[field] = nil
    end
  end
  article.lang = text.lang(get("lang", scalar))
  if not article.lang then
    article.lang = text.guess_lang(article.body or article.title)
    article.from.lang = article.lang and "guess"
  end
end

-- A guid is made to be unique. A plain id is unique for its outlet, if we know that. id: its key in
-- an object that holds articles by their ids.
local function fill_key(article, get, map, id)
  local from = article.from
  local key = get("key", scalar)
  if key and not mapped(map, "key") and not (from.key or ""):lower():find("u?uid$") and not article.source then
    key, from.key = nil, nil
  end
  article.key = key or id
  if id and not key then from.key = "its key" end
end

-- The text without the title and what is no part of it. given: as the object had it.
local function clean(article, given)
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

-- One object to one article; nil when it has neither a title nor a text.
local function article_of(rec, object, map, id)
  if type(object["$schema"]) == "string" and type(object.properties) == "table" then return nil end -- a schema
  map = map or {}
  local article = { meta = {}, from = {} }
  local get = getter(object, map, article.from)
  local title = get("title", scalar)
  if title then article.title = text.unescape(text.has_tags(title) and html.text(title) or title) end
  local given
  article.body, given = get("body", paragraphs)
  if not article.title and not article.body then return nil end
  fill(article, get)
  fill_key(article, get, map, id)
  for field, path in pairs(map) do
    local name = field:match("^meta%.(.+)$")
    if name and path ~= "" then article.meta[name] = scalar(at(object, path)) end
  end
  tell(rec, article.from, map)
  if article.body then clean(article, given) end
  return article
end

-- -- entries -----------------------------------------------------------------------------------

local function opens(slice, what)
  return slice and slice:match("^%s*(.)") == what
end

-- Is it an article, and not only what holds some?
local function is_article(object, map)
  if map and (map.body and at(object, map.body) ~= nil or map.title and at(object, map.title) ~= nil) then return true end
  for name, value in pairs(object) do
    local f = type(value) ~= "boolean" and field_of(name)
    if f and f.field == "body" and (type(value) == "string" or type(value) == "table" and type(value[1]) == "string") then
      return true
    end
  end
  return false
end

-- The list of objects that is most likely one of articles, at most three levels down: one under
-- a usual name, else the longest. -> the slice, and how good it is.
local USUAL = 1 << 50
local function best_list(v, depth)
  local best, good
  for name, one in json.members(v) do
    local found, rank
    if opens(one, "[") then
      if opens(json.items(one)(), "{") then
        found, rank = one, #one
        for i, usual in ipairs(LISTS) do
          if name:lower() == usual then rank = USUAL - i end
        end
      end
    elseif depth < 3 and opens(one, "{") then
      found, rank = best_list(one, depth + 1)
    end
    if found and (not good or rank > good) then best, good = found, rank end
  end
  return best, good
end

-- Where a document keeps its articles: the slice of the list, or true when its members are
-- articles by their ids; nil when it is one article itself.
local function holder(v, ctx)
  local objects, others, own, has = 0, 0, {}, {}
  for name, one in json.members(v) do
    local f = field_of(name)
    if f and #one > 2 then has[f.field] = true end
    if opens(one, "{") then
      objects = objects + 1
      if objects <= 3 then own[objects] = one end
    else
      others = others + 1
    end
  end
  if has.body then return nil end
  if objects >= 1 and others == 0 then -- by their ids, if they are articles
    local all = true
    for _, one in ipairs(own) do
      local object = json.decode(one)
      all = all and type(object) == "table" and is_article(object, ctx.map)
    end
    if all then return true end
  end
  local list, good = best_list(v, 1)
  if not list then return nil end
  if good < USUAL - 100 and has.title and (has.deck or has.published or has.authors) then return nil end
  return list
end

-- The items of a list, or of what stands one behind the other.
local function listed(list, map)
  local next_item = json.items(list)
  shared = links_shared(json.items(list), map)
  return function()
    local one = next_item()
    if not one then shared = false end
    return one
  end
end

local id -- of the record at hand, in an object of articles by their ids

local function split(stream, ctx)
  local v = stream:view()
  id, shared, shared_of = nil, false, nil
  -- UTF-16 and its like are decoded first, and so are one record.
  local whole = false
  local function only()
    if whole then return nil end
    whole = true
    return v
  end
  if v:find("\0") or not v:match("^[%s\xef\xbb\xbf\x1e]*[%[{]") then return only end
  local next_item = json.items(v)
  local first, second = next_item(), next_item()
  if v:match("^[%s\xef\xbb\xbf\x1e]*%[") then
    return opens(first, "{") and listed(v, ctx.map) or only
  end
  if second then return listed(v, ctx.map) end -- one behind the other
  local list = holder(v, ctx)
  if list == true then
    local next_member = json.members(v)
    return function()
      local key, one = next_member()
      id = key
      return one
    end
  end
  return list and listed(list, ctx.map) or only
end

-- The objects of a document that may be articles.
local function objects_of(value, map)
  if value[1] ~= nil then return value end
  if not is_article(value, map) then
    for _, name in ipairs(LISTS) do
      local items = value[name]
      if type(items) == "table" and type(items[1]) == "table" then return items end
    end
  end
  return { value }
end

local function parse(rec, ctx)
  look_at_lines(rec, ctx.map)
  local value, err = rec:json()
  if id then ctx:around("{" .. json.encode(id) .. ":", "}") end
  if err then
    local line, rest = err:match("line (%d+)(, column .*)")
    if not line then return false, "broken JSON: " .. err end
    -- JSON lines are counted from 1: the record's number is the line's.
    if rec.type ~= "json" then line = rec.index end
    return false, "broken JSON in line " .. line .. rest:gsub(" %(byte %d+%)", "", 1)
  end
  if type(value) ~= "table" then return nil, "not an object or a list" end

  local objects, articles = objects_of(value, ctx.map), {}
  for _, object in ipairs(objects) do
    if type(object) == "table" and object[1] == nil then
      if not ctx.map then object = unwrapped(object) end
      articles[#articles + 1] = article_of(rec, object, ctx.map, id)
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
  version = "2.1.0",
  summary = "JSON and JSON lines, by the usual names of fields",
  match = { ext = { "json", "jsonl", "ndjson" } },
  probe = function() return 20 end, -- a reader that knows its export comes first
  split = { default = split, jsonl = "jsonl", ndjson = "jsonl" },
  parse = parse,
}
