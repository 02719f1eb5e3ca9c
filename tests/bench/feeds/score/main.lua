-- How many of feedparser's well-formed tests come out of feed.parse as they are expected to.
--
--   newsarc run --allow-read=DIR tests/bench/feeds/score --dir DIR [--failed]
--
-- Each file says in a comment what must be true of what is parsed: Expect: entries[0]['title']
-- == 'x'. expect.lua reads these. The figures are about
--
--   ours    files whose expectation looks at nothing but title, link, id, author (name and
--           e-mail), published, updated, summary (description, subtitle) and content
--   mixed   ... at some of these and at others, too: met when the part that is ours is
--   more    ... at other things that feed.parse has: tags, enclosures, people's addresses
--   others  ... at what it has not, or not at the feed at all (HTTP headers, versions)
--
-- Texts: newsarc keeps the text, not the markup. A text is as expected when both are the same
-- characters, or give the same text once their markup is read; `exact` counts the first, and
-- `silent` those among the second whose expected markup has no text at all (an <img> alone).
-- Dates are as expected when they are the same instant.

local expect = require "expect"
local UNKNOWN, NONE = expect.UNKNOWN, expect.NONE

-- The place that the tests believe their feeds come from.
local ORIGIN = "http://127.0.0.1:8097/"

-- -- what is at a path -----------------------------------------------------------------------

-- A text of ours: whether it is markup matters when it is compared.
local function rich(s, html)
  if not s then return nil end
  return { text = s, html = html }
end

local function instant(d, as_written)
  if d then return { date = d } end
  return as_written and { text = as_written } or nil
end

local function person(people, key)
  local p = people[1]
  if not p then return nil end
  if key then return p[key] end
  if p.name and p.email then return ("%s (%s)"):format(p.name, p.email) end
  return p.name or p.email
end

local function detail(value) return function(x, key) if key == "value" then return value(x) end return UNKNOWN end end

local function title(x) return rich(x.title, x.title_html) end
local function about(x) return rich(x.description, x.html) end
-- What feedparser calls an entry's description is its content where it has nothing else.
local function summary(x) return rich(x.summary or x.content, x.html) end
local function updated(x) return instant(x.modified or x.published, x.modified_text or x.published_text) end
local function published(x) return instant(x.published, x.published_text) end

local COMMON = {
  title = title, title_detail = detail(title),
  link = function(x) return x.url end,
  id = function(x) return x.id end, guid = function(x) return x.id end,
  author = function(x) return person(x.people) end,
  author_detail = function(x, key)
    if key == "name" or key == "email" then return person(x.people, key) end
    return UNKNOWN
  end,
  authors = function(x, i, key)
    if key ~= "name" and key ~= "email" then return UNKNOWN end
    return x.people[i + 1] and x.people[i + 1][key]
  end,
  updated = updated, updated_parsed = updated, modified = updated, modified_parsed = updated,
  published = published, published_parsed = published,
}
local FEED = {
  description = about, description_detail = detail(about),
  subtitle = about, subtitle_detail = detail(about),
  tagline = about, tagline_detail = detail(about),
}
local ENTRY = {
  summary = summary, summary_detail = detail(summary),
  description = summary, description_detail = detail(summary),
  content = function(x, i, key)
    if key ~= "value" or i ~= 0 then return UNKNOWN end
    return rich(x.content, x.html)
  end,
}
local MORE = {
  author_detail = function(x, key) return key == "url" and person(x.people, "url") or nil end,
  authors = function(x, i, key) return key == "url" and x.people[i + 1] and x.people[i + 1].url end,
  tags = function(x, i, key)
    if key ~= "term" then return UNKNOWN end
    return x.tags[i + 1]
  end,
  category = function(x) return x.tags[1] end,
  enclosures = function(x, i, key)
    if key ~= "href" and key ~= "url" then return UNKNOWN end
    return x.enclosures[i + 1]
  end,
}

-- The table of fields and the value for a path; nil for what is neither feed nor entry.
local function place(path, feed)
  if path[1] == "feed" and path[2] then return FEED, feed or {}, 2 end
  if path[1] == "entries" and math.type(path[2]) == "integer" and path[3] then
    return ENTRY, feed and feed.items[path[2] + 1] or {}, 3
  end
end

local EMPTY = { people = {}, tags = {}, enclosures = {}, items = {} }

-- "ours", "more" or "others".
local function class(path)
  local fields, _, at = place(path)
  if not fields then return "others" end
  local f = fields[path[at]] or COMMON[path[at]]
  if f and f(EMPTY, path[at + 1], path[at + 2]) ~= UNKNOWN then return "ours" end
  f = MORE[path[at]]
  if f and f(EMPTY, path[at + 1], path[at + 2]) ~= UNKNOWN then return "more" end
  return "others"
end

local function looker(feed)
  return function(path)
    if path[1] == "bozo" then return feed.damage ~= nil end
    local fields, x, at = place(path, feed)
    local kind = class(path)
    if kind == "others" then return UNKNOWN end
    if x.people == nil then return nil end -- no such entry
    local f = kind == "more" and MORE[path[at]] or fields[path[at]] or COMMON[path[at]]
    return f(x, path[at + 1], path[at + 2])
  end
end

-- -- comparing ---------------------------------------------------------------------------------

local function plain(s, html)
  return text.squeeze(html and html_text(s) or s)
end
function html_text(s) return html.text(s) end

-- (2004, 1, 1, 19, 48, 21, 3, 1, 0), in UTC
local function date_of(v)
  if type(v) == "table" and v[6] then
    return date.new { year = v[1], month = v[2], day = v[3], hour = v[4], minute = v[5], second = v[6], tz = "Z" }
  end
  return type(v) == "string" and date.parse(v) or nil
end

-- Of the expectation at hand: a text was equal as text only; there was a text to compare.
local inexact, said
local function same(a, b)
  if a == nil and type(b) == "string" then -- there is nothing, and that may be what is expected
    inexact = b ~= ""
    return plain(b, true) == ""
  end
  if a == nil or a == NONE then return b == nil or b == NONE end
  if type(b) == "table" and (b.text or b.date) then a, b = b, a end
  if type(a) ~= "table" or a.date then said = true end
  if type(a) == "table" and a.date then
    local d = date_of(b)
    return d ~= nil and d.unix == a.date.unix
  end
  if type(a) == "table" and a.text then
    if type(b) == "table" and b.text then b = b.text end
    if type(b) ~= "string" then return a.text == nil and b == NONE end
    if b == "" or plain(b, true) ~= "" then said = true end
    if a.text == b then return true end
    inexact = true
    local markup = a.html or a.html == nil and (text.has_tags(a.text) or text.has_tags(b)
      or a.text:find("&", 1, true) or b:find("&", 1, true))
    return plain(a.text, markup) == plain(b, markup)
  end
  return a == b
end

-- -- the run ------------------------------------------------------------------------------------

local function files(ctx, dir, list)
  for _, e in ipairs(assert(ctx.fs:list(dir))) do
    local path = dir .. "/" .. e.name
    if e.type == "folder" then files(ctx, path, list) end
    if e.type == "file" then list[#list + 1] = path end
  end
  return list
end

local function base_of(s)
  local said = s:match("Header:%s*Content%-Location:%s*(%S+)")
  local base = said and url.join(ORIGIN, said)
  return base and url.host(base) and base or ORIGIN
end

local function run(ctx, opts)
  local n = { ours = 0, mixed = 0, more = 0, others = 0 }
  local met = { ours = 0, mixed = 0, more = 0, others = 0 }
  local total, exact, silent, refused, unread = 0, 0, 0, 0, 0
  for _, path in ipairs(files(ctx, opts.dir, {})) do
    local s = assert(charset.decode(assert(ctx.fs:read(path))))
    local wanted = s:match("Expect:%s*([^\n]-)%s*%-%->") or s:match("Expect:%s*([^\n]+)")
    local feed_, why = feed.parse(s, base_of(s))
    total = total + 1
    if not feed_ then refused = refused + 1 end
    local ok, tree, paths = pcall(expect.parse, text.trim(wanted or ""))
    local kinds = {}
    if ok then
      for _, p in ipairs(paths) do
        if p[1] ~= "bozo" then kinds[class(p)] = true end
      end
    else
      unread = unread + 1
      kinds.others = true
    end
    local kind = kinds.ours and (kinds.more or kinds.others) and "mixed" or kinds.ours and "ours"
      or kinds.more and not kinds.others and "more" or "others"
    n[kind] = n[kind] + 1
    inexact, said = false, false
    local v = ok and feed_ and expect.eval(tree, looker(feed_), same)
    if not ok or (kind == "others" and v == UNKNOWN) then v = false end
    if v == true or (v == UNKNOWN and kind == "mixed") then
      met[kind] = met[kind] + 1
      if kind == "ours" and not inexact then exact = exact + 1 end
      if kind == "ours" and not said then silent = silent + 1 end
    elseif opts.failed and kind ~= "others" then
      ctx.out:row { kind = kind, file = path:sub(#opts.dir + 2), expected = wanted, why = why }
    end
  end
  if opts.failed then return 0 end
  for _, kind in ipairs { "ours", "mixed", "more", "others" } do
    ctx.out:row { kind = kind, files = n[kind], met = met[kind],
                  percent = ("%.1f"):format(100 * met[kind] / math.max(1, n[kind])),
                  exact = kind == "ours" and exact or nil,
                  silent = kind == "ours" and silent or nil }
  end
  local all = met.ours + met.mixed + met.more + met.others
  ctx.out:row { kind = "all", files = total, met = all, percent = ("%.1f"):format(100 * all / total) }
  if refused + unread > 0 then
    log.warn(("%d files are no feed to us, %d expectations not understood"):format(refused, unread))
  end
  return 100 * met.ours >= opts.least * n.ours and 0 or 1
end

return {
  api = 1, kind = "command", name = "feeds-score", version = "1.0.0",
  summary = "feedparser's tests against feed.parse",
  needs = { "read" },
  options = {
    dir = { type = "path", help = "the folder of the tests" },
    failed = { type = "bool", default = false, help = "list those that are not met" },
    least = { type = "int", default = 98, min = 0, max = 100, help = "percent that must be" },
  },
  run = run,
}
