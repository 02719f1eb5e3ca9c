-- NewsML 1.x: items of components of components, at whose ends the contents hang.
--
-- A component with a headline of its own is a story. Contents below it have roles (body,
-- caption, contact, style sheet ...); one that has none is part of the text. Where components
-- stand for the same (the text in two formats, the story in two languages), the best format is
-- taken, and each language is an article.
local common = require "common"
local nitf = require "nitf"
local line, text_of, when = common.line, common.text_of, common.when

local newsml1 = {}

local function formal(node) return node and line(node:attr("FormalName")) end

-- Roles whose text is no part of the story's, and those that are all of it.
local APART = {
  stylesheet = true, logo = true, photo = true, picture = true, image = true, video = true,
  audio = true, caption = true, headline = true, subheadline = true, thumbnail = true,
  preview = true, quicklook = true, graphic = true, multimedia = true, contact = true, related = true,
}
local BODY = { body = true, main = true, maintext = true, mainbody = true, text = true, story = true, article = true }
local SUMMARY = { abstract = true, summary = true, teaser = true, lead = true }

-- A content as text: the better its format, the smaller the rank.
local function content_text(item)
  local data = item:child("DataContent")
  if not data then return nil end
  local mime = (formal(item:child("MimeType")) or ""):lower()
  local format = (formal(item:child("Format")) or ""):lower()
  if mime == "text/css" or format == "css" or mime:find("^image") or mime:find("script", 1, true) then return nil end
  local root = data:children()[1]
  if root then
    local tag = root:name()
    if tag == "nitf" then
      local story = nitf.article(root)
      return story.body, 1, story
    elseif tag == "body" or tag == "body.content" then
      return common.plain(root:inner()), 2
    elseif tag == "html" then
      local body = root:child("body")
      return common.plain((body or root):inner()), 2
    end
    return common.plain(data:inner()), 3
  end
  local s = data:text()
  if mime:find("html", 1, true) or format:find("html", 1, true) or (mime == "" and text.has_tags(s)) then
    return common.plain(s), 2
  end
  if format:find("nitf", 1, true) then
    local doc = xml.parse(s)
    if doc and doc:root():name() == "nitf" then
      local story = nitf.article(doc:root())
      return story.body, 1, story
    end
  end
  if mime ~= "" and not mime:find("^text/") then return nil end
  return common.paragraphs(s), 4
end

-- The texts below a component, by their roles. `into`: body, other, summary are lists.
local function gather(component, role, into)
  local own = formal(component:child("Role"))
  role = own and own:lower():gsub("[^%a]", "") or role
  local best, rank, story
  for _, item in ipairs(component:children("ContentItem")) do
    local body, r, about = content_text(item)
    if body and (not rank or r < rank) then best, rank, story = body, r, about end
  end
  if best then
    into.story = into.story or story
    local list = BODY[role] and into.body or SUMMARY[role] and into.summary or
                 APART[role] and into.apart or into.other
    list[#list + 1] = best
  end
  local same = (component:attr("EquivalentsList") or ""):lower() == "yes"
  for _, child in ipairs(component:children("NewsComponent")) do
    local before = #into.body + #into.other
    if not (same and (into.body[1] or into.other[1]) and before > 0) then gather(child, role, into) end
  end
end

-- The nearest value on the way up, from the component to the item.
local function above(component, get)
  local node = component
  while node and node:name() == "NewsComponent" do
    local v = get(node)
    if v then return v end
    node = node:parent()
  end
end

local function within(name, get)
  return function(component)
    local node = component:child(name)
    return node and get(node)
  end
end

local function party(name)
  return function(admin)
    local node = admin:child(name)
    local p = node and node:find("Party")
    return p and formal(p)
  end
end

local function subjects(component)
  local list, seen = {}, {}
  local function add(s)
    if s and s:find("%a") and not seen[s] then
      seen[s] = true
      list[#list + 1] = s
    end
  end
  local node = component
  while node and node:name() == "NewsComponent" do
    local about = node:child("DescriptiveMetadata")
    for _, name in ipairs { "Subject", "SubjectMatter", "SubjectDetail", "SubjectQualifier" } do
      for _, s in ipairs(about and about:all(name) or {}) do add(formal(s)) end
    end
    local lines = node:child("NewsLines")
    for _, s in ipairs(lines and lines:children("KeywordLine") or {}) do add(text_of(s)) end
    for _, group in ipairs(node:children("Metadata")) do
      for _, p in ipairs(group:children("Property")) do
        local name = (p:attr("FormalName") or ""):lower()
        if name:find("keyword", 1, true) and not name:find("country", 1, true) then add(line(p:attr("Value"))) end
      end
    end
    node = node:parent()
  end
  return list[1] and list or nil
end

-- The components that are stories: each with a headline above contents that are text.
local function stories(component, list)
  local lines = component:child("NewsLines")
  local role = formal(component:child("Role"))
  if lines and text_of(lines:child("HeadLine")) and not (role and APART[role:lower()]) then
    list[#list + 1] = component
    return
  end
  for _, child in ipairs(component:children("NewsComponent")) do stories(child, list) end
end

-- Headline, byline and their like: of the component, or of one above it.
local function news_line(component, name)
  return above(component, within("NewsLines", function(n) return text_of(n:child(name)) end))
end

-- What is read and what stands around it; what is apart from it is kept as removed.
local function fill_text(a, component)
  local from = a.from
  local into = { body = {}, other = {}, summary = {}, apart = {} }
  gather(component, nil, into)
  local texts = into.body[1] and into.body or into.other
  a.body = texts[1] and table.concat(texts, "\n\n") or nil
  local story = into.story
  local headline = news_line(component, "HeadLine")
  a.title = headline or story and story.title
  from.title = headline and "HeadLine" or a.title and "content"
  a.deck = news_line(component, "SubHeadLine") or line(into.summary[1]) or story and story.deck
  from.deck = a.deck and "SubHeadLine"
  a.authors = common.names(news_line(component, "ByLine")) or story and story.authors
  from.authors = a.authors and "ByLine"
  a.lang = text.lang(above(component, within("DescriptiveMetadata", function(n) return formal(n:child("Language")) end)))
  from.lang = a.lang and "Language"
  local apart = into.apart[1] and table.concat(into.apart, "\n\n")
  if apart and #apart < 8000 then a.meta.removed = apart end
end

local function fill_source(a, component, envelope, id)
  local function admin(name)
    return above(component, within("AdministrativeMetadata", party(name)))
  end
  local sender = envelope and envelope:child("SentFrom")
  local sent_from = sender and sender:find("Party")
  for _, place in ipairs {
    { admin("Provider"), "Provider" },
    { sent_from and formal(sent_from), "SentFrom" },
    { envelope and formal(envelope:child("NewsService")), "NewsService" },
    { admin("Source"), "Source" },
    { id and text_of(id:child("ProviderId")), "ProviderId" },
  } do
    if place[1] then
      a.source, a.from.source = place[1], place[2]
      return
    end
  end
end

local function fill_dates(a, management, envelope)
  local from = a.from
  if management then
    a.published = when(text_of(management:child("FirstCreated")))
    from.published = a.published and "FirstCreated"
    a.modified = when(text_of(management:child("ThisRevisionCreated")))
    from.modified = a.modified and "ThisRevisionCreated"
    a.meta.status = common.status(formal(management:child("Status")))
    a.meta.urgency = formal(management:child("Urgency"))
  end
  if not a.published and envelope then
    a.published = when(text_of(envelope:child("DateAndTime")))
    from.published = a.published and "DateAndTime"
  end
end

-- keys: those that the item's stories have already, when it has several.
local function fill_key(a, id, keys)
  local parts = {}
  for _, name in ipairs { "ProviderId", "DateId", "NewsItemId" } do parts[#parts + 1] = text_of(id:child(name)) end
  if parts[3] then
    a.key = table.concat(parts, ":")
    if keys then -- told apart by their languages, else by their places
      a.key = a.key .. ":" .. (a.lang or "")
      keys[a.key] = (keys[a.key] or 0) + 1
      if keys[a.key] > 1 then a.key = a.key .. ":" .. keys[a.key] end
    end
  end
  a.meta.revision = text_of(id:child("RevisionId"))
end

local function article(item, component, keys)
  local id = item:find("NewsIdentifier")
  local envelope = item:parent() and item:parent():child("NewsEnvelope")
  local a = { meta = {}, from = {} }
  fill_text(a, component)
  fill_source(a, component, envelope, id)
  fill_dates(a, item:child("NewsManagement"), envelope)
  if id then fill_key(a, id, keys) end
  a.tags = subjects(component)
  a.meta.slugline = news_line(component, "SlugLine")
  a.meta.dateline = news_line(component, "DateLine")
  a.meta.copyright = news_line(component, "CopyrightLine")
  a.meta.credit = news_line(component, "CreditLine")
  return common.finish(a)
end

function newsml1.articles(root)
  local list = {}
  for _, item in ipairs(root:name() == "NewsItem" and { root } or root:children("NewsItem")) do
    local found = {}
    local components = item:children("NewsComponent")
    for _, component in ipairs(components) do stories(component, found) end
    if not found[1] then found = components end
    local keys = #found > 1 and {} or nil
    for _, component in ipairs(found) do
      local one = article(item, component, keys)
      if one then list[#list + 1] = one end
    end
  end
  if not list[1] then return nil, "no item with a headline or a text" end
  return list
end

return newsml1
