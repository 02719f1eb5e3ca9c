-- ninjs 1.x to 3.x: news in JSON.
--
-- Version 1 spells roles in its names (headline_seo, body_xhtml); from 2 on there are lists of
-- { role, contenttype, value }; 3 writes contentType and versionCreated. Names are compared
-- in lower case, so that all of it is read alike.
local common = require "common"
local nitf = require "nitf"
local line, when = common.line, common.when

local ninjs = {}

local function lower_names(object)
  local out = {}
  for name, value in pairs(object) do
    local key = tostring(name):lower()
    if out[key] == nil or key == name then out[key] = value end
  end
  return out
end

local function str(v)
  if type(v) == "string" then return line(v) end
end

-- Every wording of a thing: { role, type, value }.
local function wordings(has, one, many)
  local list = {}
  local function add(role, kind, value)
    if type(value) == "string" and #text.trim(value) > 0 then
      list[#list + 1] = { role = (role or ""):lower(), kind = (kind or ""):lower(), value = value }
    end
  end
  if type(has[many]) == "table" then
    for _, entry in ipairs(has[many]) do
      if type(entry) == "table" then
        local e = lower_names(entry)
        add(str(e.role), str(e.contenttype), e.value)
      end
    end
  end
  add("", "", has[one])
  local names = {}
  for name in pairs(has) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do
    local role = name:sub(1, #one + 1) == one .. "_" and name:sub(#one + 2)
    if role then
      local kind = role:find("html", 1, true) and "text/html" or role:find("nitf", 1, true) and "nitf" or
                   role:find("xml", 1, true) and "application/xml" or ""
      add(role, kind, has[name])
    end
  end
  return list
end

local function is_html(w)
  return w.kind:find("html", 1, true) or w.role:find("html", 1, true) or (w.kind == "" and text.has_tags(w.value))
end

local function plain_line(w)
  return line(is_html(w) and html.text(w.value) or text.unescape(w.value))
end

local function pick(list, roles)
  for _, role in ipairs(roles) do
    for _, w in ipairs(list) do if w.role == role then return plain_line(w), w.role end end
  end
  if list[1] then return plain_line(list[1]), list[1].role end
end

-- The body in the format that keeps most: markup, NITF, text.
local function body_of(list)
  local best, rank, story, used
  for _, w in ipairs(list) do
    local b, r, s
    if w.kind:find("nitf", 1, true) or w.role == "nitf" then
      local doc = xml.parse(w.value)
      if doc and doc:root():name() == "nitf" then
        s = nitf.article(doc:root())
        b, r = s.body, 2
      end
    elseif is_html(w) then
      b, r = common.plain(w.value), w.role:find("rich", 1, true) and 1.5 or 1
    elseif not (w.kind:find("xml", 1, true) or w.kind:find("json", 1, true)) then
      b, r = common.paragraphs(w.value), 3
    end
    if b and (not rank or r < rank) then best, rank, story, used = b, r, s, w.role end
  end
  return best, story, used
end

-- Names of a list of { name, ... }, or of one such.
local function names(v, into, seen)
  if type(v) ~= "table" then return end
  if v.name then v = { v } end
  for _, entry in ipairs(v) do
    local s = type(entry) == "table" and (str(entry.name) or str(entry.literal))
    if s and not seen[s] then
      seen[s] = true
      into[#into + 1] = s
    end
  end
end

local function named(v)
  local list = {}
  names(v, list, {})
  return list[1]
end

-- Is it ninjs at all?
function ninjs.looks_like(object)
  local has = lower_names(object)
  if type(has.uri) ~= "string" then return false end
  for _, name in ipairs { "versioncreated", "pubstatus", "headlines", "bodies", "body_text", "body_xhtml", "body_html",
                          "descriptions", "description_text", "representationtype", "standard", "$standard",
                          "copyrightholder", "renditions", "associations", "usageterms", "events", "byline" } do
    if has[name] ~= nil then return true end
  end
  return has.type ~= nil and has.headline ~= nil
end

function ninjs.article(object)
  local has = lower_names(object)
  local a = { meta = {}, from = {} }
  local from, meta = a.from, a.meta
  a.key = str(has.uri)
  if a.key and a.key:find("^https?://") then a.url = a.key end

  local headlines = wordings(has, "headline", "headlines")
  local title, role = pick(headlines, { "main", "", "headline" })
  a.title = title or str(has.title) or str(has.name)
  from.title = title and (role ~= "" and "headline " .. role or "headline") or a.title and "title"
  local body, story
  body, story, role = body_of(wordings(has, "body", "bodies"))
  a.body = body
  from.body = body and role ~= "" and "body " .. role or nil
  local description = pick(wordings(has, "description", "descriptions"),
                           { "summary", "lead", "abstract", "", "text", "caption", "main" })
  if a.body then
    a.deck = description or story and story.deck
  else
    a.body = description
    from.body = description and "description"
  end
  if not a.title and a.body then a.title = str(has.slugline) end

  for _, name in ipairs { "firstcreated", "contentcreated", "versioncreated" } do
    a.published = when(str(has[name]))
    if a.published then
      from.published = name
      break
    end
  end
  a.modified = when(str(has.versioncreated))
  a.lang = text.lang(str(has.language))
  from.lang = a.lang and "language"
  a.authors = common.names(str(has.byline) or str(has.by))
  from.authors = a.authors and (has.byline and "byline" or "by")
  if not a.authors then a.authors = story and story.authors end
  local source = named(has.infosource) or named(has.infosources)
  a.source = source or str(has.copyrightholder) or story and story.source
  from.source = source and "infosource" or a.source and "copyrightholder"

  local tags, seen = {}, {}
  for _, name in ipairs { "subject", "subjects", "keywords" } do names(has[name], tags, seen) end
  if type(has.keywords) == "table" then
    for _, s in ipairs(has.keywords) do
      if str(s) and not seen[s] then tags[#tags + 1] = str(s) end
    end
  end
  a.tags = tags[1] and tags or nil

  meta.slugline = str(has.slugline)
  meta.version = str(has.version) or has.version and tostring(has.version)
  local class = str(has.type)
  if class ~= "text" then meta.class = class end
  meta.status = common.status(str(has.pubstatus))
  local embargo = when(str(has.embargoed))
  meta.embargoed = embargo and embargo.iso or str(has.embargoed)
  meta.editorial_note = str(has.ednote)
  meta.located = str(has.located) or named(has.located)
  meta.genre = named(has.genre) or named(has.genres)
  if math.type(has.urgency) == "integer" then meta.urgency = has.urgency end
  meta.copyright = str(has.copyrightnotice)
  meta.usage = str(has.usageterms)
  return common.finish(a)
end

return ninjs
