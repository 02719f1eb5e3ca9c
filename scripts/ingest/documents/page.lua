-- A document as a reader sees it: lines at the top that are title, byline and date, then text.
local page = {}

-- How far down a byline or a date may stand, in paragraphs, and how long one may be.
local NEAR_THE_TOP = 6
local LINE_MAX = 160
local TITLE_MAX = 300

local BY = { "By ", "by ", "BY ", "Von ", "Par ", "Por ", "Di ", "Door ", "Av " }

-- Titles that programs give.
local JUNK = { "^untitled", "^microsoft word", "^microsoft powerpoint", "^document%d*$", "^powerpoint pr", "^slide 1$",
               "^pdf$", "^print$", "^scan", "%.docx?$", "%.rtf$", "%.odt$", "%.indd$", "%.qx[pd]$", "%.pdf$", "^%d+$",
               "^unbenannt", "^sans titre", "^sin t", "^презентация powerpoint" }

function page.good_title(s)
  if not s then return nil end
  s = text.squeeze(s)
  local low = s:lower()
  if s == "" or #s > TITLE_MAX then return nil end
  for _, pattern in ipairs(JUNK) do if low:find(pattern) then return nil end end
  return s
end

-- "By Nora Quill", "문가람 기자": a name, not a sentence.
function page.byline(line)
  for _, word in ipairs(BY) do
    if line:sub(1, #word) == word then
      local name = line:sub(#word + 1):match("^([^.!?:]+)$")
      if name and #name < 80 then return name end
    end
  end
  local name = line:match("^(.+) 기자$") or line:match("^記者[:：]?%s*(.+)$") or line:match("^记者[:：]?%s*(.+)$")
  if name and #name < 40 then return name end
end

-- The rows of a table into lines, their cells apart by tabs; words(cell) is a cell's text.
function page.rows(node, row_name, cell_name, words, into)
  for _, row in ipairs(node:all(row_name)) do
    local cells = {}
    for _, cell in ipairs(row:children(cell_name)) do cells[#cells + 1] = words(cell) end
    local line = table.concat(cells, "\t")
    if #text.trim(line) > 0 then into[#into + 1] = line end
  end
end

-- Text as paragraphs and what the file says of itself, to an article.
-- about: title, authors, created, modified, lang, subject, keywords; styled: the title by style.
function page.article(body, about, name)
  local a = { meta = {}, from = {} }
  local from = a.from
  body = text.clean(body)
  local line, rest = text.first_line(body)
  if not line then return nil end

  local given = page.good_title(about.title)
  a.title = page.good_title(about.styled)
  from.title = a.title and "style"
  if not a.title and given then
    a.title, from.title = given, "properties"
  end
  line = text.squeeze(line)
  if a.title and text.same(line, a.title) then
    body = rest
  elseif not a.title then
    if #line <= TITLE_MAX then
      a.title, from.title = line, "first line"
      body = rest
    else
      a.title, from.title = name:match("([^/]+)%.%w+$") or name, "file name"
    end
  end

  -- Byline and date among the short lines at the top; the title again, if that came second.
  local before, at, seen = {}, body, 0
  while seen < NEAR_THE_TOP do
    local short, behind = text.first_line(at)
    if not short or #short > LINE_MAX then break end
    seen = seen + 1
    local s = text.squeeze(short)
    local day = not a.published and date.find(s)
    local who = not a.authors and page.byline(s)
    if day or who or text.same(s, a.title) then
      if day then a.published, from.published = day, "dateline" end
      if who then a.authors, from.authors = text.split(text.replace(who, " and ", ","), ","), "byline" end
    else
      before[#before + 1] = s
    end
    at = behind
  end
  body = table.concat(before, "\n\n") .. (before[1] and "\n\n" or "") .. at
  if not a.authors and about.authors and about.authors[1] then
    a.authors, from.authors = about.authors, "properties"
  end
  if not a.published and about.created then a.published, from.published = about.created, "properties" end
  if about.modified and a.published and about.modified > a.published then
    a.modified, from.modified = about.modified, "properties"
  end
  local removed
  a.body, removed = text.boilerplate(body)
  if #text.trim(a.body) == 0 then a.body = nil end
  if about.removed then removed = about.removed .. (removed and "\n\n" .. removed or "") end
  a.meta.removed = removed
  a.tags = about.keywords
  a.deck = nil
  if about.subject and not text.same(about.subject, a.title) then a.meta.subject = text.truncate(about.subject, 500) end
  a.lang = text.lang(about.lang)
  local guess = text.guess_lang(a.body or a.title)
  if guess and guess ~= a.lang then a.lang, from.lang = guess, "guess" end -- programs name their user's language
  return a
end

-- "a, b; c" to a list.
function page.list(s)
  if not s or text.trim(s) == "" then return nil end
  return text.split(s, s:find(";", 1, true) and ";" or ",")
end

-- The text of the first element of that name; doc may be nil.
function page.property(doc, name)
  local node = doc and doc:find(name)
  local s = node and text.squeeze(node:text())
  return s ~= "" and s or nil
end

return page
