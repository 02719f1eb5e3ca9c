-- NewsML-G2: news items, packages of them, and messages that carry many.
local common = require "common"
local nitf = require "nitf"
local line, text_of, when = common.line, common.text_of, common.when

local g2 = {}

-- What is no news by its root, and how we call it.
local OTHER = {
  conceptItem = "a concept, not news", knowledgeItem = "a list of concepts, not news",
  planningItem = "a plan for coverage, not news", catalogItem = "a catalogue, not news",
}

-- The end of a code: "nprov:REUTERS" -> "REUTERS".
local function code(node)
  local q = node and (node:attr("qcode") or node:attr("literal"))
  return q and line(q:match("([^:]+)$"))
end

-- Does the language `have` do for `want`?
local function speaks(have, want)
  return not have or not want or text.lang(have) == text.lang(want)
end

-- The name of a concept: in the item's language, else the first.
local function name_of(node, lang)
  if not node then return nil end
  local first
  for _, name in ipairs(node:children("name")) do
    local s = text_of(name)
    if s and speaks(name:attr("lang"), lang) then return s end
    first = first or s
  end
  return first
end

local function party(node, lang)
  return node and (name_of(node, lang) or line(node:attr("literal")) or code(node))
end

-- The child of that name whose role is one of the wanted, else the first; by language.
local function best(meta, name, roles, lang)
  if not meta then return nil end
  local found, rank
  for _, node in ipairs(meta:children(name)) do
    local role = (node:attr("role") or ""):match("([^:]*)$"):lower()
    local r = roles[role] or (role == "" and 5 or 9)
    if not speaks(node:attr("lang"), lang) then r = r + 20 end
    if text_of(node) and (not rank or r < rank) then found, rank = node, r end
  end
  return text_of(found)
end

local HEADLINES = { main = 1, headline = 1, hlmain = 1 }
local DESCRIPTIONS = { summary = 1, abstract = 2, lead = 3, caption = 4 }

-- An inline content by what its type says. Gives body, and what NITF said besides.
local function inline(node)
  local kind = (node:attr("contenttype") or ""):lower()
  local _, tag = node:name()
  local root = node:children()[1]
  if root then
    local local_name = root:name()
    if local_name == "nitf" then
      local story = nitf.article(root)
      return story.body, story, 1
    elseif local_name == "html" then
      local body = root:child("body")
      local title = root:find("title")
      return common.plain((body or root):inner()), { title = text_of(title) }, 2
    elseif kind:find("html", 1, true) then
      return common.plain(node:inner()), nil, 2
    end
    return nil, nil, 9, local_name -- scores, tables of figures ...
  end
  local s = node:text()
  if (node:attr("encoding") or "") ~= "" then return nil, nil, 9, "encoded data" end
  if kind:find("html", 1, true) or kind:find("nitf", 1, true) or (kind == "" and text.has_tags(s)) then
    if kind:find("nitf", 1, true) then
      local doc = xml.parse(s)
      if doc and doc:root():name() == "nitf" then
        local story = nitf.article(doc:root())
        return story.body, story, 1
      end
    end
    return common.plain(s), nil, 2
  end
  if kind == "" or kind:find("^text/plain") then return common.paragraphs(s), nil, 3 end
  return nil, nil, 9, kind
end

-- The best of the renditions of the text.
local function content(set)
  local body, story, rank, foreign
  for _, node in ipairs(set and set:children() or {}) do
    local tag = node:name()
    if tag == "inlineXML" or tag == "inlineData" then
      local b, s, r, what = inline(node)
      if b and (not rank or r < rank) then body, story, rank = b, s, r end
      if s and not story then story = s end
      foreign = foreign or what
    end
  end
  return body, story, foreign
end

local function tags(meta, lang)
  local list, seen = {}, {}
  for _, kind in ipairs { "subject", "keyword" } do
    for _, node in ipairs(meta and meta:children(kind) or {}) do
      local s = kind == "keyword" and text_of(node) or name_of(node, lang)
      if s and not seen[s] then
        seen[s] = true
        list[#list + 1] = s
      end
    end
  end
  return list[1] and list or nil
end

-- Where the item says that it can be read: a rendition on the web.
local function address(item, set)
  for _, node in ipairs(item and item:children("link") or {}) do
    local rel = (node:attr("rel") or ""):match("([^:]*)$"):lower()
    if rel == "webpage" or rel == "permalink" or rel == "canonical" then return line(node:attr("href")) end
  end
  for _, node in ipairs(set and set:children("remoteContent") or {}) do
    local kind = node:attr("contenttype") or ""
    if kind:find("html", 1, true) then return line(node:attr("href")) end
  end
end

-- A package: its items as a list below what it says of itself.
local function group_text(root, lang)
  local lines = {}
  for _, ref in ipairs(root:all("itemRef")) do
    local s = best(ref, "headline", HEADLINES, lang) or best(ref, "title", {}, lang) or
              best(ref, "description", DESCRIPTIONS, lang)
    if s then lines[#lines + 1] = "- " .. s end
    if #lines == 500 then break end
  end
  return lines[1] and table.concat(lines, "\n\n") or nil
end

-- The first of a list of { value, what said so } that has a value, into field.
local function first_of(a, field, places)
  for _, place in ipairs(places) do
    if place[1] then
      a[field], a.from[field] = place[1], place[2]
      return
    end
  end
end

-- Headline, text and what stands between them. x: the parts of an item, as article() has them.
local function fill_text(a, x)
  local from, story = a.from, x.story
  local headline = best(x.about, "headline", HEADLINES, x.lang)
  local title = not headline and best(x.item, "title", {}, x.lang)
  local slug = x.about and text_of(x.about:child("slugline"))
  a.title = headline or title or story and story.title
  from.title = headline and "headline" or title and "title" or a.title and "content"
  local description = best(x.about, "description", DESCRIPTIONS, x.lang)
  a.body = x.body
  if x.kind == "packageItem" and not x.body then a.body = group_text(x.root, x.lang) end
  if a.body then
    a.deck = description or story and story.deck
    from.deck = description and "description"
  else
    a.body = description -- of a picture or a film it is all there is
    from.body = description and "description"
  end
  if not a.title and slug and a.body then a.title, from.title = slug, "slugline" end
  a.meta.slugline = slug
end

local function fill_dates(a, x)
  local function stamp(parent, name)
    return parent and when(text_of(parent:child(name))), name
  end
  first_of(a, "published", {
    { stamp(x.item, "firstCreated") }, { stamp(x.about, "contentCreated") }, { stamp(x.item, "versionCreated") },
  })
  first_of(a, "modified", { { stamp(x.item, "versionCreated") }, { stamp(x.about, "contentModified") } })
end

local function fill_origin(a, x)
  local provider = x.item and x.item:child("provider")
  local holder = x.root:find("copyrightHolder")
  local story = x.story
  first_of(a, "source", {
    { party(provider, x.lang), "provider" },
    { x.about and party(x.about:child("infoSource"), x.lang), "infoSource" },
    { holder and (name_of(holder, x.lang) or code(holder)), "copyrightHolder" },
    { story and story.source, "content" },
  })
  local creators = {}
  for _, node in ipairs(x.about and x.about:children("creator") or {}) do
    creators[#creators + 1] = name_of(node, x.lang) or line(node:attr("literal"))
  end
  first_of(a, "authors", {
    { common.names(x.about and best(x.about, "by", {}, x.lang)), "by" },
    { story and story.authors, "byline" },
    { creators[1] and creators, "creator" },
  })
end

local function fill_meta(a, x)
  local meta, item, about, story = a.meta, x.item, x.about, x.story
  meta.version = line(x.root:attr("version"))
  local class = code(item and item:child("itemClass"))
  if class ~= "text" then meta.class = class end
  local status = item and item:child("pubStatus")
  meta.status = common.status(status and (status:attr("qcode") or status:attr("uri")))
  local embargo = item and text_of(item:child("embargoed"))
  local until_when = embargo and when(embargo)
  meta.embargoed = until_when and until_when.iso or embargo
  meta.editorial_note = item and text_of(item:child("edNote"))
  meta.located = about and name_of(about:child("located"), x.lang)
  meta.dateline = about and text_of(about:child("dateline")) or story and story.meta and story.meta.dateline
  meta.genre = about and name_of(about:child("genre"), x.lang)
  meta.urgency = about and text_of(about:child("urgency"))
  meta.copyright = text_of(x.root:find("copyrightNotice"))
  meta.usage = text_of(x.root:find("usageTerms"))
  if x.foreign and not x.body then meta.content = x.foreign end
end

local function article(root, kind)
  local x = { root = root, kind = kind, item = root:child("itemMeta"), about = root:child("contentMeta") }
  local set = root:child("contentSet")
  local language = x.about and x.about:child("language")
  x.lang = language and language:attr("tag") or root:attr("lang")
  x.body, x.story, x.foreign = content(set)
  local a = { meta = {}, from = {} }
  a.key = line(root:attr("guid"))
  a.lang = text.lang(x.lang)
  a.from.lang = a.lang and (language and "language" or "xml:lang")
  fill_text(a, x)
  fill_dates(a, x)
  fill_origin(a, x)
  a.tags = tags(x.about, x.lang) or x.story and x.story.tags
  local service = x.item and x.item:child("service")
  a.section = service and name_of(service, x.lang) or x.story and x.story.section
  a.url = address(x.item, set)
  fill_meta(a, x)
  return common.finish(a)
end

-- Every item below the root, in its order; the reason when there is none.
function g2.articles(root)
  local kind = root:name()
  if OTHER[kind] then return nil, OTHER[kind] end
  local list, why = {}, nil
  local function add(node, tag)
    local one = article(node, tag)
    if one then list[#list + 1] = one end
  end
  if kind == "newsItem" or kind == "packageItem" then
    add(root, kind)
  else -- newsMessage, and whatever else wraps items
    for _, node in ipairs(root:all("*")) do
      local tag, parent = node:name(), node:parent()
      if tag == "newsItem" or tag == "packageItem" then add(node, tag) end
      why = why or OTHER[tag]
    end
  end
  if not list[1] then return nil, why or "an item without headline or text" end
  return list
end

return g2
