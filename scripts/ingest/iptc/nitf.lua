-- NITF 3.x: one story, in tags of its own.
local common = require "common"
local line, text_of, when = common.line, common.text_of, common.when

local nitf = {}

-- The markup of body.content, without what belongs to pictures but their captions.
local function content(body)
  local node = body and body:child("body.content")
  if not node then return nil end
  local markup = node:inner()
  for _, name in ipairs { "media-reference", "media-producer", "media-metadata", "media-object" } do
    local open, close = "<" .. name, "</" .. name .. ">"
    local out, at = {}, 1
    while true do
      local from = markup:find(open, at, true)
      if not from then break end
      local tag_end = markup:find(">", from, true) or #markup
      local to = tag_end
      if markup:sub(tag_end - 1, tag_end - 1) ~= "/" then
        local _, last = markup:find(close, tag_end, true)
        to = last or tag_end
      end
      out[#out + 1] = markup:sub(at, from - 1)
      at = to + 1
    end
    out[#out + 1] = markup:sub(at)
    markup = table.concat(out)
  end
  return common.plain(markup)
end

local function byline(head)
  local node = head and head:child("byline")
  if not node then return nil end
  local people = {}
  for _, person in ipairs(node:all("person")) do people[#people + 1] = text_of(person) end
  if people[1] then return people end
  local all, title = text_of(node), text_of(node:find("byttl"))
  if all and title and #title < #all and all:sub(-#title) == title then
    all = all:sub(1, -#title - 1):gsub("[%s,;]+$", "")
  elseif all == title then
    return nil -- a title and no name
  end
  return common.names(all)
end

-- Subjects and keywords, each once.
local function tags(head)
  local list, seen = {}, {}
  local function add(s)
    s = line(s)
    if s and not seen[s:lower()] then
      seen[s:lower()] = true
      list[#list + 1] = s
    end
  end
  for _, node in ipairs(head:all("tobject.subject")) do
    add(node:attr("tobject.subject.detail") or node:attr("tobject.subject.matter") or node:attr("tobject.subject.type"))
  end
  for _, node in ipairs(head:all("keyword")) do add(node:attr("key")) end
  for _, node in ipairs(head:all("classifier")) do add(node:attr("value")) end
  return list[1] and list or nil
end

-- root: the element nitf. Gives an article without a check whether it has a text.
function nitf.article(root)
  local head, body = root:child("head"), root:child("body")
  local top = body and body:child("body.head")
  local a = { meta = {}, from = {} }
  local from = a.from

  local hl1 = top and text_of(top:find("hl1"))
  a.title = hl1 or head and text_of(head:child("title"))
  from.title = a.title and (hl1 and "hl1" or "head title")
  local abstract, hl2 = top and top:child("abstract"), top and text_of(top:find("hl2"))
  a.deck = hl2 or abstract and line(common.plain(abstract:inner()))
  from.deck = a.deck and (hl2 and "hl2" or "abstract")
  a.authors = byline(top)
  from.authors = a.authors and "byline"
  a.body = content(body)
  a.lang = text.lang(root:attr("lang") or body and body:attr("lang"))
  from.lang = a.lang and "xml:lang"

  if top then
    a.source = text_of(top:child("distributor"))
    from.source = a.source and "distributor"
    local dateline = top:child("dateline")
    a.meta.dateline = text_of(dateline and (dateline:find("location") or dateline))
    local stamp = dateline and dateline:find("story.date")
    a.published = stamp and when(stamp:attr("norm") or stamp:text())
    from.published = a.published and "story.date"
  end
  if not head then return a end

  local doc, pub = head:child("docdata"), head:find("pubdata")
  if pub then
    a.source = a.source or line(pub:attr("name"))
    from.source = from.source or a.source and "pubdata"
    a.section = line(pub:attr("position.section"))
    local day = when(pub:attr("date.publication"))
    if day then a.published, from.published = day, "pubdata" end
    a.meta.edition = line(pub:attr("edition.name"))
    a.meta.page = line(pub:attr("position.sequence"))
  end
  if doc then
    local function norm(name)
      local node = doc:find(name)
      return node and when(node:attr("norm"))
    end
    local issued = norm("date.issue")
    if issued and not (pub and from.published == "pubdata") then
      a.published, from.published = issued, "date.issue"
    end
    local id, key = doc:find("doc-id"), doc:find("du-key")
    a.key = id and line(id:attr("id-string")) or key and line(key:attr("key"))
    local holder = doc:find("doc.copyright")
    if holder and not a.source then
      a.source = line(holder:attr("holder"))
      from.source = a.source and "doc.copyright"
    end
    local urgency = doc:find("urgency")
    a.meta.urgency = urgency and line(urgency:attr("ed-urg"))
    a.meta.status = common.status(doc:attr("management-status"))
    local scope = doc:find("series")
    a.meta.series = scope and line(scope:attr("series.name"))
  end
  for _, node in ipairs(head:all("meta")) do
    if node:attr("name") == "canonical" or node:attr("name") == "url" then a.url = line(node:attr("content")) end
  end
  a.tags = tags(head)
  from.tags = a.tags and "tobject.subject"
  return a
end

return nitf
