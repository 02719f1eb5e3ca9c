-- Exports of Nexis. Classic: "1 of 50 DOCUMENTS", centred publication and date, the labels in
-- capitals. Uni: title, publication, date; "Body"; "End of Document".
local shared = require "shared"
local is_copyright, paragraphs, finish = shared.is_copyright, shared.paragraphs, shared.finish

local nexis = {}

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

function nexis.is_count(line)
  for _, pattern in ipairs(COUNTS) do if line:find(pattern) then return true end end
  return false
end

-- -- Nexis, classic ----------------------------------------------------------------------------

local function label_of(line)
  local label, rest = line:match("^%s*(%u[%u\xc3\x80-\xbf -]+):%s*(.*)$")
  if label and LABELS[label] then return LABELS[label], rest end
end

-- A line that is a date, perhaps with the day of the week behind it.
local function day_in(s)
  return date.find(s) or date.find((s:gsub("%s+%a+day$", "")))
end

-- The head, from line i on: copyright, publication, date and edition stand in the middle of their
-- lines. Gives the line behind it.
local function old_head(lines, i, to, a, got, removed)
  while i <= to do
    local line = lines[i]
    local s = squeeze(line)
    local centred = line:find("^%s%s%s%s%s")
    if s == "" then
      -- between them
    elseif is_copyright(s) then
      removed[#removed + 1] = s
    elseif label_of(line) then
      break
    elseif not a.source then
      a.source, a.from.source = s, "head"
    elseif not a.published and day_in(s) then
      a.published, a.from.published = day_in(s), "head"
    elseif centred and a.published then
      got.edition = (got.edition and got.edition .. "; " or "") .. s
    elseif a.published or not centred then
      break
    end
    i = i + 1
  end
  return i
end

-- The lines from i on, up to a blank one or one with a label, and the line behind them.
local function lines_together(lines, i, to)
  local list = {}
  while i <= to and trim(lines[i]) ~= "" and not label_of(lines[i]) do
    list[#list + 1] = lines[i]
    i = i + 1
  end
  return list, i
end

-- What stands behind a label at line i, into got; the line behind it.
local function old_value(lines, i, to, label, rest, got)
  local parts, behind = lines_together(lines, i + 1, to)
  table.insert(parts, 1, rest)
  local s = squeeze(table.concat(parts, " "))
  if s ~= "" then got[label] = (label == "subject" and got.subject) and got.subject .. "; " .. s or s end
  return behind
end

-- Labels above the text, from line i on; the line behind them.
local function old_labels(lines, i, to, got)
  while i <= to do
    local label, rest = label_of(lines[i])
    if trim(lines[i]) == "" then
      i = i + 1
    elseif label and not AT_THE_END[label] then
      i = old_value(lines, i, to, label, rest, got)
    else
      break
    end
  end
  return i
end

-- The first line behind the text that begins at line i: where the labels of the tail begin.
local function old_text_end(lines, i, to)
  while i <= to do
    local label = label_of(lines[i])
    if label and AT_THE_END[label] then break end
    if lines[i]:find("^%s%s%s%s%s") and is_copyright(squeeze(lines[i])) then break end
    i = i + 1
  end
  return i
end

local function old_tail(lines, i, to, got, removed)
  while i <= to do
    local label, rest = label_of(lines[i])
    if label then
      i = old_value(lines, i, to, label, rest, got)
    else
      local s = squeeze(lines[i])
      if s ~= "" then removed[#removed + 1] = s end
      i = i + 1
    end
  end
end

function nexis.classic(lines, from, to)
  local a, got, removed = { meta = {}, from = {} }, {}, {}
  local i = old_head(lines, from, to, a, got, removed)
  if i <= to and not label_of(lines[i]) then -- the title, unless a label says it
    local title
    title, i = lines_together(lines, i, to)
    a.title, a.from.title = squeeze(table.concat(title, " ")), "head"
  end
  i = old_labels(lines, i, to, got)
  local behind = old_text_end(lines, i, to)
  a.body = paragraphs(lines, i, behind - 1)
  old_tail(lines, behind, to, got, removed)
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

-- Where the text begins: the line that says "Body".
local function new_body(lines, from, to)
  for i = from, to do
    if BODY[trim(lines[i])] then return i end
  end
end

-- What is not blank of the head, up to line `to`; and how many of these lines stand before
-- copyright and labels.
local function new_head(lines, from, to)
  local head = {}
  for i = from, to do
    local s = squeeze(lines[i])
    if s ~= "" and not s:find("^Page %d+ of %d+$") and not s:find("^Seite %d+ von %d+$") then head[#head + 1] = { s = s, at = i } end
  end
  for k, line in ipairs(head) do
    if is_copyright(line.s) or new_label(line.s) and k > 2 then return head, k - 1 end
  end
  return head, #head
end

-- The date is the last of the head's lines but labels; before it the publication, and before
-- that, in lines one behind the other, the title. Gives the date's line.
local function new_title(head, stop, a)
  local day
  for k = math.max(1, stop - 6), stop do
    local found = day_in(head[k].s)
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
  return day
end

local function new_labels(head, from, stop, got, removed)
  for k = from, #head do
    local label, rest = new_label(head[k].s)
    if label then
      if rest ~= "" then got[label] = rest end
    elseif is_copyright(head[k].s) then
      removed[#removed + 1] = head[k].s
    elseif k <= stop then
      got.edition = head[k].s
    end
  end
end

-- The text behind the line that says so, and the labels behind it.
local function new_text(lines, body_at, to, a, got)
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

function nexis.uni(lines, from, to)
  local a, got, removed = { meta = {}, from = {} }, {}, {}
  local body_at = new_body(lines, from, to)
  local head, stop = new_head(lines, from, (body_at or to + 1) - 1)
  local day = new_title(head, stop, a)
  new_labels(head, (day or 1) + 1, stop, got, removed)
  if body_at then new_text(lines, body_at, to, a, got) end
  if not a.published and got.load then a.published, a.from.published = date.find(got.load), "Load-Date" end
  if not body_at and not a.published then return nil end
  return finish(a, got, removed)
end

function nexis.is_end(s) return END[s] end
function nexis.is_body(s) return BODY[s] end
function nexis.has_label(line) return label_of(line) or new_label(trim(line)) end

return nexis
