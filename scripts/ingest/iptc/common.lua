-- What the agency formats have in common: dates of their kinds, bylines, text out of markup.
local common = {}

local BEFORE_NAMES = "^%s*[Bb][Yy]:?%s+"
local OTHER_BY = { "Von ", "von ", "VON ", "Par ", "par ", "PAR ", "Por ", "por ", "POR ", "Di ", "Av ", "Door " }

-- White space folded; nil when nothing is left.
function common.line(s)
  if not s then return nil end
  s = text.squeeze(s)
  if s ~= "" then return s end
end

-- The text of an element that may not be there.
function common.text_of(node)
  return node and common.line(node:text())
end

function common.first(list)
  for i = 1, #list do if list[i] then return list[i] end end
end

-- "20080219T101500+0100", "20080219+0100", RFC 3339 and what else date.parse reads.
function common.when(s)
  s = common.line(s)
  if not s then return nil end
  local day = s:match("^(%d%d%d%d%d%d%d%d)[+-]%d%d:?%d%d$") or s:match("^(%d%d%d%d%d%d%d%d)Z$")
  if day then s = day end
  local stamp = s:match("^%d%d%d%d%d%d%d%d%d%d%d%d%d%d$")
  if stamp then s = s:sub(1, 8) .. "T" .. s:sub(9) end
  return (date.parse(s, { year = true, month = true }))
end

-- "By Nora Quill and Kim So-yun, Staff Writers" -> { "Nora Quill", "Kim So-yun" }. What looks
-- like no list of names is given as it is.
function common.names(s)
  s = common.line(s)
  if not s then return nil end
  s = s:gsub(BEFORE_NAMES, "", 1)
  for _, word in ipairs(OTHER_BY) do
    if s:sub(1, #word) == word then s = s:sub(#word + 1) break end
  end
  if s == "" then return nil end
  local names = {}
  local function add(name)
    name = common.line(name)
    if not name then return end
    for _, known in ipairs(names) do if known == name then return end end
    names[#names + 1] = name
  end
  s = text.replace(s, " and ", "\0")
  s = text.replace(s, " und ", "\0")
  s = text.replace(s, " & ", "\0")
  for _, part in ipairs(text.split(s, "\0")) do
    -- What follows a comma is what the writer is ("Staff Writer", "Reuters") unless others do.
    local before = part:match("^([^,;/]+)")
    add(before or part)
  end
  return names[1] and names or nil
end

-- Elements of agencies' markup that a browser would not know, and those it would.
local ELEMENTS = {
  { "hl2", "h2" }, { "hl1", "h2" }, { "bq", "blockquote" }, { "block", "div" },
  { "media-caption", "p" }, { "credit", "p" }, { "note", "div" },
}

-- Markup of NITF or XHTML as paragraphs.
function common.plain(markup)
  if not markup then return nil end
  for _, pair in ipairs(ELEMENTS) do
    if text.between(markup, "<" .. pair[1], ">") then
      markup = text.replace(markup, "<" .. pair[1] .. ">", "<" .. pair[2] .. ">")
      markup = text.replace(markup, "<" .. pair[1] .. " ", "<" .. pair[2] .. " ")
      markup = text.replace(markup, "</" .. pair[1] .. ">", "</" .. pair[2] .. ">")
    end
  end
  local s = html.text(markup)
  if s and #text.trim(s) > 0 then return s end
end

-- The paragraphs of plain text: those that blank lines part, else lines.
function common.paragraphs(s)
  s = tostring(text.trim(s))
  if s == "" then return nil end
  if not s:find("\n%s*\n") then s = text.replace(s, "\n", "\n\n") end
  return s
end

-- The text without the headline, where it begins with it.
function common.without_title(body, title)
  local line, rest = text.first_line(body or "")
  if line and title and text.same(line, title) then body = rest end
  return body
end

-- "stat:canceled" -> "canceled"; nil for what is usable.
local STATUS = { cancelled = "canceled", canceled = "canceled", withheld = "withheld",
                 embargoed = "embargoed", kill = "canceled", killed = "canceled", killnotice = "canceled",
                 nuked = "canceled" }
function common.status(s)
  s = common.line(s)
  return s and STATUS[(s:match("([^:/]+)$") or s):lower()]
end

-- What a notice without text says when there is nothing else of it.
function common.finish(article)
  local meta = article.meta
  if article.body then
    article.body = common.without_title(article.body, article.title)
    if article.body and #text.trim(article.body) == 0 then article.body = nil end
  end
  if article.deck and article.deck == article.title then article.deck = nil end
  local guess = article.body or article.title
  if not article.lang and guess then
    article.lang = text.guess_lang(guess)
    if article.lang then article.from.lang = "guess" end
  end
  if article.published and article.modified and article.modified <= article.published then
    article.modified = nil
  end
  for name, value in pairs(meta) do
    if type(value) == "string" and #value > 2000 then meta[name] = text.truncate(value, 1500) end
  end
  if not article.title and not article.body then return nil end
  return article
end

return common
