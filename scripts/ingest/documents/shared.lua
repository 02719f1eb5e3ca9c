-- What the exports of all news databases have in common: copyright lines, wrapped paragraphs, and
-- what their labels become.
local shared = {}

local squeeze, trim = text.squeeze, text.trim

-- Languages by their own names, as Factiva writes them.
local LANGUAGES = { deutsch = "de", ["français"] = "fr", ["español"] = "es", italiano = "it", ["português"] = "pt", nederlands = "nl",
                    ["русский"] = "ru", ["한국어"] = "ko", ["日本語"] = "ja", ["中文"] = "zh", svenska = "sv", polski = "pl" }

function shared.language(s)
  return s and (LANGUAGES[s:lower()] or LANGUAGES[s] or text.lang(s))
end

function shared.is_copyright(s)
  return s:find("^[Cc]opyright") or s:find("^COPYRIGHT") or s:find("^%([Cc]%)") or s:find("^©") or
         s:find("^Alle Rechte") or s:find("^All [Rr]ights [Rr]eserved") or s:find("^Tous [Dd]roits") or
         s:find("^Todos los [Dd]erechos") or s:find("^Tutti i diritti")
end

-- Paragraphs of wrapped lines: a blank line parts them; where there is none, an indent does.
function shared.paragraphs(lines, from, to)
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
function shared.finish(a, got, removed)
  local from = a.from
  a.authors = names(got.byline)
  from.authors = a.authors and "byline"
  a.deck = got.deck
  a.section = got.section and text.truncate(got.section, 200)
  a.lang = shared.language(got.lang)
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

return shared
