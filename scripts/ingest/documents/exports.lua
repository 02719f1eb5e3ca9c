-- Exports of news databases: many articles in one text, each with a head and a tail of labels.
--
-- Four shapes are known. Nexis classic: "1 of 50 DOCUMENTS", centred publication and date, the
-- labels in capitals. Nexis Uni: title, publication, date; "Body"; "End of Document". Factiva
-- with codes: HD, BY, PD, SN, LP, TD. Factiva as shown: title, "823 words", date, publication,
-- and "Document ABC0020250406el46" at the end. Labels may be in several languages.
local exports = {}

local squeeze, trim = text.squeeze, text.trim

-- "1 of 50 DOCUMENTS", "Dokument 1 von 50", "Document 1 sur 50", "Documento 1 de 50" ...
local COUNTS = {
  "^%s*%d+ of %d+ DOCUMENTS?%s*$", "^%s*[Dd][Oo][Kk][Uu][Mm][Ee][Nn][Tt] %d+ [Vv][Oo][Nn] %d+%s*$",
  "^%s*[Dd][Oo][Cc][Uu][Mm][Ee][Nn][Tt] %d+ [Ss][Uu][Rr] %d+%s*$", "^%s*[Dd][Oo][Cc][Uu][Mm][Ee][Nn][Tt] %d+ [Oo][Ff] %d+%s*$",
  "^%s*[Dd][Oo][Cc][Uu][Mm][Ee][Nn][Tt][Oo]? %d+ [Dd][EeIi] %d+%s*$", "^%s*%d+ von %d+ DOKUMENTEN?%s*$",
  "^%s*%d+ [Vv][Aa][Nn] %d+ [Dd][Oo][Cc][Uu][Mm][Ee][Nn][Tt][Ee][Nn]%s*$", "^%s*%d+ sur %d+ DOCUMENTS?%s*$",
  "^%s*%d+ de %d+ DOCUMENTOS?%s*$",
}
local END = { ["End of Document"] = true, ["Ende des Dokuments"] = true, ["Fin du document"] = true,
              ["Fin del documento"] = true, ["Fim do documento"] = true, ["Einde van document"] = true }
local BODY = { Body = true, Text = true, ["Volltext"] = true, ["Corps"] = true, ["Texte"] = true, ["Cuerpo"] = true,
               ["Corpo"] = true, ["Haupttext"] = true, ["Tekst"] = true }
local TAIL = { Classification = "subject", Graphic = "graphic", Graphics = "graphic", Notes = "notes", Correction = "correction",
               ["Correction-Date"] = "correction", Klassifizierung = "subject", Grafik = "graphic", Anmerkungen = "notes",
               Graphique = "graphic", ["Load-Date"] = "load" }

-- Labels in capitals and what they are to us; the others end up in meta, or nowhere.
local LABELS = {
  BYLINE = "byline", AUTOR = "byline", AUTEUR = "byline", AUTORE = "byline", ["SIGNATURE"] = "byline",
  SECTION = "section", RUBRIK = "section", RUBRIQUE = "section", SECCION = "section", ["SECCIÓN"] = "section", SEZIONE = "section",
  LENGTH = "length", ["LÄNGE"] = "length", LONGUEUR = "length", LONGITUD = "length", LENGTE = "length",
  DATELINE = "dateline", HIGHLIGHT = "deck", HEADLINE = "title", TITLE = "title", URL = "url", LANGUAGE = "lang", SPRACHE = "lang",
  LANGUE = "lang", IDIOMA = "lang", SUBJECT = "subject", THEMA = "subject", ["LOAD-DATE"] = "load", UPDATE = "load",
  ["DATE-CHARGEMENT"] = "load", GRAPHIC = "graphic", ["PUBLICATION-TYPE"] = "type", ["TYPE-PUBLICATION"] = "type",
  ["PUBLICATION TYPE"] = "type", ["ZEITUNGS-CODE"] = "code", ["JOURNAL-CODE"] = "code", PERSON = "person", COMPANY = "company",
  ORGANIZATION = "organization", GEOGRAPHIC = "place", COUNTRY = "place", CITY = "place", STATE = "place", INDUSTRY = "industry",
  TICKER = "ticker", SERIES = "series", CORRECTION = "correction", ["CORRECTION-DATE"] = "correction", NOTES = "notes",
  TYPE = "genre", EDITION = "edition", COPYRIGHT = "copyright", DOI = "doi", ISSN = "issn", PUBLICATION = "source", SOURCE = "source",
}
local AT_THE_END = { url = true, lang = true, subject = true, load = true, graphic = true, type = true, code = true, person = true,
                     company = true, organization = true, place = true, industry = true, ticker = true, correction = true,
                     notes = true, copyright = true, issn = true, doi = true }

-- Languages by their own names, as Factiva writes them.
local LANGUAGES = { deutsch = "de", ["français"] = "fr", ["español"] = "es", italiano = "it", ["português"] = "pt", nederlands = "nl",
                    ["русский"] = "ru", ["한국어"] = "ko", ["日本語"] = "ja", ["中文"] = "zh", svenska = "sv", polski = "pl" }
local function language(s)
  return s and (LANGUAGES[s:lower()] or LANGUAGES[s] or text.lang(s))
end

-- "823 words" in the languages of the databases.
local WORDS = { words = true, word = true, Wort = true, ["Wörter"] = true, mots = true, mot = true, palabras = true, palavras = true,
                parole = true, woorden = true, ["слов"] = true, ["слова"] = true, ["단어"] = true, ["단어수"] = true, ["字"] = true, ["語"] = true }

local function is_count(line)
  for _, pattern in ipairs(COUNTS) do if line:find(pattern) then return true end end
  return false
end

local function is_copyright(s)
  return s:find("^[Cc]opyright") or s:find("^COPYRIGHT") or s:find("^%([Cc]%)") or s:find("^©") or
         s:find("^Alle Rechte") or s:find("^All [Rr]ights [Rr]eserved") or s:find("^Tous [Dd]roits") or
         s:find("^Todos los [Dd]erechos") or s:find("^Tutti i diritti")
end

local function lines_of(s)
  local list = {}
  for line in tostring(s):gmatch("([^\n]*)\n?") do
    list[#list + 1] = (line:gsub("[\r\f]", ""))
    if #list > 400000 then break end
  end
  return list
end

local function word_count(s)
  local n, word = s:match("^([%d.,]+)%s*(%S+)$")
  if n and WORDS[word] then return math.tointeger(tonumber((n:gsub("[.,]", "")))) end
end

-- Paragraphs of wrapped lines: a blank line parts them; where there is none, an indent does.
local function paragraphs(lines, from, to)
  local part, blank = {}, false
  for i = from, to do
    part[#part + 1] = lines[i]
    blank = blank or trim(lines[i]) == ""
  end
  local s = table.concat(part, "\n")
  if #trim(s) == 0 then return nil end
  return text.unwrap(s, blank and 60 or 2)
end

local function names(s)
  if not s then return nil end
  s = squeeze(s)
  s = s:gsub("^[Bb][Yy]:?%s+", ""):gsub("^BY%s+", ""):gsub("^Von%s+", ""):gsub("^VON%s+", ""):gsub("^Par%s+", "")
  s = text.replace(text.replace(text.replace(s, " and ", ";"), " AND ", ";"), " und ", ";")
  local list = {}
  for _, part in ipairs(text.split(s, ";")) do
    part = part:match("^([^,;/]+)") or part
    part = trim(part)
    if part ~= "" and #part < 100 then list[#list + 1] = part end
  end
  return list[1] and list or nil
end

-- "MARATHONS (90%); SPORTS (75%)" -> { "MARATHONS", "SPORTS" }
local function subjects(s, tags)
  for _, part in ipairs(text.split(squeeze(s), ";")) do
    part = trim((part:gsub("%s*%(%d+%%%)", "")))
    if part ~= "" and #part < 100 and #tags < 100 then tags[#tags + 1] = part end
  end
end

-- What all have in common at their end.
local function finish(a, got, removed)
  local from = a.from
  a.authors = names(got.byline)
  from.authors = a.authors and "byline"
  a.deck = got.deck
  a.section = got.section and text.truncate(got.section, 200)
  a.lang = language(got.lang)
  from.lang = a.lang and "language"
  if got.url and got.url:find("^https?://") then a.url = got.url end
  local tags = {}
  if got.subject then subjects(got.subject, tags) end
  a.tags = tags[1] and tags or nil
  for _, name in ipairs { "length", "dateline", "edition", "genre", "graphic", "correction", "type", "issn", "page" } do
    if got[name] then a.meta[name] = text.truncate(tostring(got[name]), 500) end
  end
  if removed[1] then a.meta.removed = table.concat(removed, "\n") end
  if not a.lang then
    a.lang = text.guess_lang(a.body or a.title)
    from.lang = a.lang and "guess"
  end
  if not a.title and not a.body then return nil end
  return a
end

-- -- Nexis, classic ----------------------------------------------------------------------------

local function label_of(line)
  local label, rest = line:match("^%s*(%u[%u\xc3\x80-\xbf -]+):%s*(.*)$")
  if label and LABELS[label] then return LABELS[label], rest end
end

local function nexis_old(lines, from, to)
  local a, got, removed = { meta = {}, from = {} }, {}, {}
  local i = from
  -- The head: copyright, publication, date and edition stand in the middle of their lines.
  local head_end
  while i <= to do
    local line = lines[i]
    local s = squeeze(line)
    if s == "" then
      -- between them
    elseif is_copyright(s) then
      removed[#removed + 1] = s
    elseif label_of(line) then
      break
    elseif not a.source then
      a.source, a.from.source = s, "head"
    elseif not a.published and (date.find(s) or date.find((s:gsub("%s+%a+day$", "")))) then
      a.published, a.from.published = date.find(s) or date.find((s:gsub("%s+%a+day$", ""))), "head"
    elseif line:find("^%s%s%s%s%s") and a.published then
      got.edition = (got.edition and got.edition .. "; " or "") .. s
    elseif a.published or not line:find("^%s%s%s%s%s") then
      break
    end
    i = i + 1
  end
  -- The title: the lines up to the next blank one, unless a label says it.
  if i <= to and not label_of(lines[i]) then
    local title = {}
    while i <= to and trim(lines[i]) ~= "" and not label_of(lines[i]) do
      title[#title + 1] = squeeze(lines[i])
      i = i + 1
    end
    a.title, a.from.title = table.concat(title, " "), "head"
  end
  local function value(label, rest)
    local parts = { rest }
    i = i + 1
    while i <= to and trim(lines[i]) ~= "" and not label_of(lines[i]) do
      parts[#parts + 1] = lines[i]
      i = i + 1
    end
    local s = squeeze(table.concat(parts, " "))
    if s ~= "" then got[label] = (label == "subject" and got.subject) and got.subject .. "; " .. s or s end
  end
  while i <= to do
    local label, rest = label_of(lines[i])
    if trim(lines[i]) == "" then
      i = i + 1
    elseif label and not AT_THE_END[label] then
      value(label, rest)
    else
      break
    end
  end
  -- The text ends where the labels of the tail begin.
  local text_end = i
  while text_end <= to do
    local label = label_of(lines[text_end])
    if label and AT_THE_END[label] then break end
    local s = squeeze(lines[text_end])
    if lines[text_end]:find("^%s%s%s%s%s") and is_copyright(s) then break end
    text_end = text_end + 1
  end
  a.body = paragraphs(lines, i, text_end - 1)
  i = text_end
  while i <= to do
    local label, rest = label_of(lines[i])
    local s = squeeze(lines[i])
    if label then
      value(label, rest)
    else
      if s ~= "" then removed[#removed + 1] = s end
      i = i + 1
    end
  end
  if got.title then a.title, a.from.title = got.title, "HEADLINE" end
  if a.title == "" then a.title = nil end
  if not a.published and got.load then a.published, a.from.published = date.find(got.load), "LOAD-DATE" end
  return finish(a, got, removed)
end

-- -- Nexis Uni ---------------------------------------------------------------------------------

local NEW_LABELS = {
  Section = "section", Length = "length", Byline = "byline", Dateline = "dateline", Highlight = "deck", Language = "lang",
  Subject = "subject", ["Load-Date"] = "load", ["Publication-Type"] = "type", Headline = "title", Url = "url", URL = "url",
  Edition = "edition", Rubrik = "section", ["Länge"] = "length", Autor = "byline", Sprache = "lang", Ressort = "section",
  Rubrique = "section", Longueur = "length", Auteur = "byline", Langue = "lang", ["Sección"] = "section", Idioma = "lang",
}

local function new_label(line)
  local label, rest = line:match("^([%a\xc3\x80-\xbf-]+):%s*(.*)$")
  if label and NEW_LABELS[label] then return NEW_LABELS[label], rest end
end

local function nexis_new(lines, from, to)
  local a, got, removed = { meta = {}, from = {} }, {}, {}
  local body_at
  for i = from, to do
    if BODY[trim(lines[i])] then
      body_at = i
      break
    end
  end
  local head_end = (body_at or to + 1) - 1
  -- What is not blank of the head; the date is the one before copyright and labels.
  local head = {}
  for i = from, head_end do
    local s = squeeze(lines[i])
    if s ~= "" and not s:find("^Page %d+ of %d+$") and not s:find("^Seite %d+ von %d+$") then head[#head + 1] = { s = s, at = i } end
  end
  local stop = #head
  for k, line in ipairs(head) do
    if is_copyright(line.s) or new_label(line.s) and k > 2 then
      stop = k - 1
      break
    end
  end
  local day
  for k = math.max(1, stop - 6), stop do
    local found = date.find(head[k].s) or date.find((head[k].s:gsub("%s+%a+day$", "")))
    if found then
      a.published, a.from.published = found, "head"
      day = k
      break
    end
  end
  if day and day > 1 then
    a.source, a.from.source = head[day - 1].s, "head"
    local t = day - 2
    local title = {}
    while t >= 1 and #title < 4 do
      table.insert(title, 1, head[t].s)
      if t == 1 or head[t - 1].at ~= head[t].at - 1 then break end
      t = t - 1
    end
    if title[1] then a.title, a.from.title = table.concat(title, " "), "head" end
  elseif head[1] then
    a.title, a.from.title = head[1].s, "head"
  end
  for k = (day or 1) + 1, #head do
    local label, rest = new_label(head[k].s)
    if label then
      if rest ~= "" then got[label] = rest end
    elseif is_copyright(head[k].s) then
      removed[#removed + 1] = head[k].s
    elseif k <= stop then
      got.edition = head[k].s
    end
  end
  if body_at then
    local text_end = to
    for i = body_at + 1, to do
      if TAIL[trim(lines[i])] or lines[i]:find("^Load%-Date:") then
        text_end = i - 1
        break
      end
    end
    a.body = paragraphs(lines, body_at + 1, text_end)
    for i = text_end + 1, to do
      local label, rest = new_label(squeeze(lines[i]))
      if label and rest ~= "" then got[label] = rest end
    end
  end
  if not a.published and got.load then a.published, a.from.published = date.find(got.load), "Load-Date" end
  if not body_at and not a.published then return nil end
  return finish(a, got, removed)
end

-- -- Factiva -----------------------------------------------------------------------------------

local CODES = { HD = true, BY = true, CR = true, WC = true, PD = true, ET = true, SN = true, SC = true, LA = true, CY = true, LP = true,
                TD = true, CO = true, IN = true, NS = true, RE = true, PUB = true, AN = true, ED = true, PG = true, VOL = true, SE = true,
                CLM = true, ART = true, RF = true, CT = true, IPC = true, IPD = true, PU = true, CX = true, DJ = true }

local function code_of(line)
  local code, rest = line:match("^%s*(%u%u%u?)[ \t]+(.*)$")
  if not code then code, rest = line:match("^%s*(%u%u%u?)%s*$"), "" end
  if code and CODES[code] then return code, rest end
end

local function factiva_codes(lines, from, to)
  local a, removed = { meta = {}, from = {} }, {}
  local has, code = {}, nil
  for i = from, to do
    local c, rest = code_of(lines[i])
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
local function document_of(line)
  local word, number = line:match("^%s*(%S+)%s+(%u[%u%d]+%d%w+)%s*$")
  if word and #number >= 15 and number:find("%d%d%d%d%d%d%d%d") and
     (word == "Document" or word == "Dokument" or word == "Documento" or word == "Документ" or word == "文件" or word == "문서" or word == "文書") then
    return number
  end
end

local function factiva_shown(lines, from, to, number)
  local a, got, removed = { meta = {}, from = {} }, {}, {}
  a.key = number
  local head, i = {}, from
  while i <= to do
    local s = squeeze(lines[i])
    local n = word_count(s)
    if n then
      got.length = s
      break
    end
    if s ~= "" then head[#head + 1] = s end
    i = i + 1
    if #head > 12 then return nil end
  end
  if i > to then return nil end
  -- Before the number of words: a section, the title, perhaps a byline.
  if #head > 1 and (head[#head]:find("^[Bb][Yy] ") or head[#head]:find("^Von ") or head[#head]:find("^Par ") or
     (#head > 1 and #head[#head] < 40 and not head[#head]:find("[.?!]$") and #head[#head] < #head[#head - 1] and
      not head[#head]:find("%d"))) then
    got.byline = table.remove(head)
  end
  a.title, a.from.title = head[#head], "head"
  if #head > 1 then got.section = head[1] end
  i = i + 1
  local order = 0
  local text_from = to + 1
  while i <= to do
    local s = squeeze(lines[i])
    if s == "" then
      if order >= 3 and removed[1] then
        text_from = i
        break
      end
    elseif is_copyright(s) then
      removed[#removed + 1] = s
      order = math.max(order, 3)
      -- it may go on over lines; the text begins behind a blank one
    elseif not a.published then
      local day = date.find(s)
      if day then
        a.published, a.from.published, order = day, "head", 1
        got.day = s
      end
    elseif order == 1 and s:find("^%d%d?:%d%d$") then
      local with = date.parse(got.day .. " " .. s)
      if with then a.published = with end
    elseif not a.source then
      a.source, a.from.source, order = s, "head", 2
    elseif s:find("^%u[%u%d]+$") and #s <= 10 and order == 2 then
      order = 3
    elseif order >= 2 and #s < 30 and language(s) then
      got.lang = s
      order = math.max(order, 3)
    elseif #s > 200 then
      text_from = i
      break
    elseif not removed[1] then
      got.edition = got.edition or s
    elseif removed[1] then
      removed[#removed + 1] = s
    end
    i = i + 1
    if i - from > 60 then
      text_from = i
      break
    end
  end
  if not a.published then return nil end
  a.body = paragraphs(lines, text_from, to)
  return finish(a, got, removed)
end

-- -- all of it ---------------------------------------------------------------------------------

-- Which of them is it? Of a head alone (`cut`) the end cannot be asked for.
function exports.kind(body, cut)
  local s = tostring(body:sub(1, 65536))
  local counts, ends, heads, codes, documents, words, labels = 0, 0, 0, {}, 0, 0, 0
  local n = 0
  for line in s:gmatch("([^\n]*)\n?") do
    n = n + 1
    if n > 3000 then break end
    line = line:gsub("\r", "")
    local t = trim(line)
    if #t > 0 and #t < 60 then
      if is_count(line) then counts = counts + 1 end
      if END[t] then ends = ends + 1 end
      if BODY[t] then heads = heads + 1 end
      if document_of(line) then documents = documents + 1 end
      if word_count(t) then words = words + 1 end
      if label_of(line) or new_label(t) then labels = labels + 1 end
    end
    local code = #line < 2000 and code_of(line)
    if code then codes[code] = true end
  end
  if counts > 0 and labels > 0 then return "nexis-classic" end
  if (ends > 0 or cut) and heads > 0 and labels >= 2 then return "nexis-uni" end
  if codes.HD and codes.PD and codes.SN and (codes.LP or codes.TD) then return "factiva-codes" end
  if (documents > 0 or cut and s:find("[Ff]activa")) and words > 0 then return "factiva" end
end

-- The articles of the text, at most a thousand; or nil and why there are none.
function exports.articles(body, kind)
  local lines = lines_of(body)
  local list, failed = {}, 0
  local function add(a)
    if a then list[#list + 1] = a else failed = failed + 1 end
  end
  if kind == "nexis-classic" then
    local from
    for i = 1, #lines + 1 do
      if i > #lines or is_count(lines[i]) then
        if from then add(nexis_old(lines, from, i - 1)) end
        from = i + 1
      end
    end
  elseif kind == "nexis-uni" then
    local from = 1
    for i = 1, #lines + 1 do
      if i > #lines or END[trim(lines[i])] then
        local any = false
        for k = from, i - 1 do any = any or trim(lines[k]) ~= "" end
        if any and (i <= #lines or from == 1) then add(nexis_new(lines, from, i - 1)) end
        from = i + 1
      end
    end
  elseif kind == "factiva-codes" then
    local from
    for i = 1, #lines + 1 do
      if i > #lines or code_of(lines[i]) == "HD" then
        -- SE and CLM may stand before HD
        local to = i - 1
        local back = i
        while i <= #lines and back > 1 and (code_of(lines[back - 1]) == "SE" or code_of(lines[back - 1]) == "CLM") do back = back - 1 end
        if back < i then to = back - 1 end
        if from then add(factiva_codes(lines, from, to)) end
        from = back
      end
    end
  else
    local from = 1
    for i = 1, #lines do
      local number = document_of(lines[i])
      if number then
        add(factiva_shown(lines, from, i - 1, number))
        from = i + 1
      end
    end
  end
  if not list[1] then return nil, "an export of " .. kind .. " in which no article was found" end
  if failed > 0 then log.warn(("%d parts of the export were no articles"):format(failed)) end
  return list
end

return exports
