-- Exports of Factiva. With codes: HD, BY, PD, SN, LP, TD. As shown: title, "823 words", date,
-- publication, and "Document ABC0020250406el46" at the end.
local shared = require "shared"
local is_copyright, paragraphs, finish = shared.is_copyright, shared.paragraphs, shared.finish
local language = shared.language

local factiva = {}

local squeeze, trim = text.squeeze, text.trim

-- "823 words" in the languages of the databases.
local WORDS = { words = true, word = true, Wort = true, ["Wörter"] = true, mots = true, mot = true, palabras = true, palavras = true,
                parole = true, woorden = true, ["слов"] = true, ["слова"] = true, ["단어"] = true, ["단어수"] = true, ["字"] = true, ["語"] = true }

function factiva.word_count(s)
  local n, word = s:match("^([%d.,]+)%s*(%S+)$")
  if n and WORDS[word] then return math.tointeger(tonumber((n:gsub("[.,]", "")))) end
end

local CODES = { HD = true, BY = true, CR = true, WC = true, PD = true, ET = true, SN = true, SC = true, LA = true, CY = true, LP = true,
                TD = true, CO = true, IN = true, NS = true, RE = true, PUB = true, AN = true, ED = true, PG = true, VOL = true, SE = true,
                CLM = true, ART = true, RF = true, CT = true, IPC = true, IPD = true, PU = true, CX = true, DJ = true }

function factiva.code_of(line)
  local code, rest = line:match("^%s*(%u%u%u?)[ \t]+(.*)$")
  if not code then code, rest = line:match("^%s*(%u%u%u?)%s*$"), "" end
  if code and CODES[code] then return code, rest end
end

function factiva.codes(lines, from, to)
  local a, removed = { meta = {}, from = {} }, {}
  local has, code = {}, nil
  for i = from, to do
    local c, rest = factiva.code_of(lines[i])
    if c and not has[c] then
      code = c
      has[c] = { rest }
    elseif code then
      table.insert(has[code], lines[i])
    end
  end
  local function value(c)
    local s = has[c] and squeeze(table.concat(has[c], " "))
    return s ~= "" and s or nil
  end
  a.title = value("HD")
  a.from.title = a.title and "HD"
  a.source = value("SN")
  a.from.source = a.source and "SN"
  local day, hour = value("PD"), value("ET")
  if day then
    a.published = hour and date.parse(day .. " " .. hour) or date.find(day)
    a.from.published = a.published and "PD"
    if not a.published then a.meta.published = day end
  end
  local parts = {}
  for _, c in ipairs { "LP", "TD" } do
    local s = has[c] and paragraphs(has[c], 1, #has[c])
    if s then parts[#parts + 1] = s end
  end
  a.body = parts[1] and table.concat(parts, "\n\n") or nil
  if value("CY") then removed[1] = value("CY") end
  local key = value("AN")
  a.key = key and (key:match("(%w+)$") or key)
  local topics = value("NS")
  if topics then
    local tags = {}
    for _, part in ipairs(text.split(topics, "|")) do
      part = trim(part:match(":%s*(.*)$") or part)
      if part ~= "" and #part < 100 then tags[#tags + 1] = part end
    end
    topics = table.concat(tags, ";")
  end
  return finish(a, { byline = value("BY"), section = value("SE") or value("CLM"), lang = value("LA"), length = value("WC"),
                     edition = value("ED"), page = value("PG"), subject = topics }, removed)
end

-- The document's number, at the end of each: "Document ABC0020250406el4600001".
function factiva.document_of(line)
  local word, number = line:match("^%s*(%S+)%s+(%u[%u%d]+%d%w+)%s*$")
  if word and #number >= 15 and number:find("%d%d%d%d%d%d%d%d") and
     (word == "Document" or word == "Dokument" or word == "Documento" or word == "Документ" or word == "文件" or word == "문서" or word == "文書") then
    return number
  end
end

-- Before the number of words: a section, the title, perhaps a byline. Gives these lines and the
-- one that says the number; nil when there is none.
local function shown_head(lines, from, to, got)
  local head = {}
  for i = from, to do
    local s = squeeze(lines[i])
    if factiva.word_count(s) then
      got.length = s
      return head, i
    end
    if s ~= "" then head[#head + 1] = s end
    if #head > 12 then return nil end
  end
end

local function is_shown_byline(last, before)
  return last:find("^[Bb][Yy] ") or last:find("^Von ") or last:find("^Par ") or
         #last < 40 and not last:find("[.?!]$") and #last < #before and not last:find("%d")
end

-- One line between the number of words and the text. order: 1 behind the date, 2 behind the
-- publication, 3 behind its code, the language or the copyright; then a blank line begins the text.
local function shown_line(s, order, a, got, removed)
  if is_copyright(s) then
    removed[#removed + 1] = s
    return math.max(order, 3) -- it may go on over lines
  elseif not a.published then
    local day = date.find(s)
    if not day then return order end
    a.published, a.from.published = day, "head"
    got.day = s
    return 1
  elseif order == 1 and s:find("^%d%d?:%d%d$") then
    a.published = date.parse(got.day .. " " .. s) or a.published
  elseif not a.source then
    a.source, a.from.source = s, "head"
    return 2
  elseif s:find("^%u[%u%d]+$") and #s <= 10 and order == 2 then
    return 3
  elseif order >= 2 and #s < 30 and language(s) then
    got.lang = s
    return math.max(order, 3)
  elseif not removed[1] then
    got.edition = got.edition or s
  else
    removed[#removed + 1] = s
  end
  return order
end

-- The lines from i on, as far as they are not the text; the line that begins it.
local function shown_about(lines, from, i, to, a, got, removed)
  local order = 0
  while i <= to do
    local s = squeeze(lines[i])
    if s == "" then
      if order >= 3 and removed[1] then return i end
    else
      -- A long line is text, once the line could be none of the others.
      local known = is_copyright(s) or not a.published or not a.source
      if not known and #s > 200 then return i end
      order = shown_line(s, order, a, got, removed)
    end
    i = i + 1
    if i - from > 60 then return i end
  end
  return to + 1
end

function factiva.shown(lines, from, to, number)
  local a, got, removed = { meta = {}, from = {} }, {}, {}
  a.key = number
  local head, words_at = shown_head(lines, from, to, got)
  if not head then return nil end
  if #head > 1 and is_shown_byline(head[#head], head[#head - 1]) then got.byline = table.remove(head) end
  a.title, a.from.title = head[#head], "head"
  if #head > 1 then got.section = head[1] end
  local text_from = shown_about(lines, from, words_at + 1, to, a, got, removed)
  if not a.published then return nil end
  a.body = paragraphs(lines, text_from, to)
  return finish(a, got, removed)
end

return factiva
