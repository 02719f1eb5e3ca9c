-- MediaWiki: XML dumps (Wikinews, Wikipedia ...), a page an article.
--
-- The file is cut at <page>, so that a dump may have any size. Redirects and pages out of the
-- articles' namespace are skipped. Wikitext becomes text in one pass with a stack: what is
-- between {{ }} and [[ ]] is gathered and replaced when it closes, {| |} goes. What is nested
-- deeper than the stack, or never closed, stays as it is written.

local DEPTH = 40

-- Templates that say when the news happened, in the languages of Wikinews; and those that stand
-- for their text.
local DATES = { date = true, datum = true, fecha = true, data = true, ["дата"] = true, ["날짜"] = true, ["日期"] = true, byline = true,
                ["publication date"] = true }
local SHOWN = { w = true, wikt = true, ["lang"] = true, nowrap = true, small = true, quote = true, ["cquote"] = true,
                ["pull quote"] = true, ["haveyoursay"] = false }

-- Sections at the end that are no news, by their names folded.
local TAIL = {}
for _, s in ipairs { "Sources", "Source", "References", "External links", "See also", "Related news", "Sister links", "Notes",
                     "Quellen", "Weblinks", "Siehe auch", "Fuentes", "Referencias", "Enlaces externos", "Véase también", "Fontes",
                     "Liens externes", "Voir aussi", "Fonti", "Note", "Bronnen", "Źródła", "Источники", "Ссылки", "См. также",
                     "Примечания", "출처", "같이 보기", "각주", "外部リンク", "出典", "情報源", "来源", "參考資料", "参考资料", "外部链接", "關聯新聞" } do
  TAIL[text.fold(s)] = true
end

local FILES = { file = true, image = true, datei = true, bild = true, archivo = true, imagen = true, fichier = true, ficheiro = true,
                imagem = true, immagine = true, bestand = true, afbeelding = true, plik = true, ["файл"] = true, ["изображение"] = true,
                ["파일"] = true, ["그림"] = true, ["ファイル"] = true, ["画像"] = true, ["文件"] = true, ["图像"] = true, media = true }
local CATEGORIES = { category = true, kategorie = true, ["categoría"] = true, categoria = true, ["catégorie"] = true, categorie = true,
                     kategoria = true, ["категория"] = true, ["분류"] = true, ["カテゴリ"] = true, ["分类"] = true, ["分類"] = true }

local function cut_between(s, open, close, put)
  local out, at = {}, 1
  while true do
    local from = s:find(open, at, true)
    local _, to = s:find(close, from and from + #open or #s + 1, true)
    if not from or not to then break end
    out[#out + 1] = s:sub(at, from - 1)
    if put then out[#out + 1] = put end
    at = to + 1
  end
  if at == 1 then return s end
  out[#out + 1] = s:sub(at)
  return table.concat(out)
end

-- <ref name="x" /> and <ref>...</ref>; a reference that has no end goes to the end of its tag.
local function without_refs(s)
  local out, at = {}, 1
  while true do
    local from = s:find("<ref", at, true)
    if not from or not s:find("^[ />]", from + 4) then
      if not from then break end
      out[#out + 1] = s:sub(at, from + 3)
      at = from + 4
    else
      local tag_end = s:find(">", from, true)
      if not tag_end then break end
      out[#out + 1] = s:sub(at, from - 1)
      at = tag_end + 1
      if s:sub(tag_end - 1, tag_end - 1) ~= "/" then
        local _, to = s:find("</ref>", tag_end, true)
        if to then at = to + 1 end
      end
    end
  end
  out[#out + 1] = s:sub(at)
  return table.concat(out)
end

-- A template's name, its parameters by number, and those by name.
local function parts_of(s)
  local name, list, named = nil, {}, {}
  for part in (s .. "|"):gmatch("([^|]*)|") do
    if not name then
      name = text.squeeze(part)
    else
      local key, value = part:match("^%s*([%w _-]+)%s*=(.*)$")
      if key then
        named[text.trim(key):lower()] = text.trim(value)
      else
        list[#list + 1] = text.trim(part)
      end
    end
  end
  return name, list, named
end

local function template(s, found)
  local name, list, named = parts_of(s)
  local key = name:lower()
  if DATES[key] then
    local stamp = named.date or named.datum or named.data or named.fecha or list[1]
    local day = stamp and date.parse(stamp)
    if not day and list[3] then day = date.parse(("%s %s %s"):format(list[1], list[2], list[3])) end
    found.published = found.published or day
    return ""
  end
  if SHOWN[key] then return list[2] and key == "w" and list[2] or key == "lang" and list[2] or list[1] or "" end
  return ""
end

local function link(s, found)
  local target, rest = s:match("^([^|]*)|?(.*)$")
  target = text.trim(target)
  local space = target:match("^:?([^:]+):")
  local low = space and text.trim(space):lower()
  if low and target:sub(1, 1) ~= ":" then
    if CATEGORIES[low] then
      local name = text.trim(target:sub(#space + 2))
      if name ~= "" and #found.tags < 100 then found.tags[#found.tags + 1] = name end
      return ""
    elseif FILES[low] then
      local caption = rest:match("([^|]*)$") or ""
      if caption:find("^%d*x?%d*px$") or caption:find("^%a+$") or caption == "" or caption:find("^alt=") then return "" end
      return "\n\n" .. text.trim(caption) .. "\n\n"
    elseif rest == "" and low:find("^%l%l%l?$") then
      return "" -- the page in another language
    end
  end
  if rest ~= "" then return rest end
  return (target:gsub("^:", ""))
end

-- One pass over {{ }}, [[ ]] and {| |}.
local function resolve(s, found)
  local stack, at = { { out = {} } }, 1
  local function put(piece)
    local top = stack[#stack]
    top.out[#top.out + 1] = piece
  end
  local function close(kind, mark)
    local top = stack[#stack]
    if #stack > 1 and top.kind == kind then
      stack[#stack] = nil
      local inner = table.concat(top.out)
      put(kind == "{{" and template(inner, found) or kind == "[[" and link(inner, found) or "")
    else
      put(mark)
    end
  end
  while true do
    local from = s:find("[%[%]{}|]", at)
    if not from then break end
    if from > at then put(s:sub(at, from - 1)) end
    local two = s:sub(from, from + 1)
    local step = 2
    if (two == "{{" or two == "[[" or two == "{|") and #stack < DEPTH then
      stack[#stack + 1] = { kind = two, out = {} }
    elseif two == "}}" then
      close("{{", two)
    elseif two == "]]" then
      close("[[", two)
    elseif two == "|}" and stack[#stack].kind == "{|" then
      close("{|", two)
    else
      put(s:sub(from, from))
      step = 1
    end
    at = from + step
  end
  put(s:sub(at))
  while #stack > 1 do -- never closed: as written, but for tables
    local top = table.remove(stack)
    if top.kind ~= "{|" then put(top.kind) end
    put(table.concat(top.out))
  end
  return table.concat(stack[1].out)
end

-- [https://x words] -> words; [https://x] goes.
local function without_addresses(s)
  return (s:gsub("%[https?://[^%s%]]+%s*([^%]\n]*)%]", "%1"))
end

local function plain(wiki, found)
  local s = cut_between(wiki, "<!--", "-->")
  s = without_refs(s)
  for _, name in ipairs { "gallery", "math", "timeline", "imagemap", "score", "noinclude", "templatestyles" } do
    if s:find("<" .. name, 1, true) then s = cut_between(s, "<" .. name, "</" .. name .. ">") end
  end
  s = resolve(s, found)
  if s:find("[http", 1, true) then s = without_addresses(s) end
  s = text.replace(text.replace(s, "'''''", ""), "'''", "")
  s = text.replace(s, "''", "")
  local lines, removed, tail, level = {}, {}, false, 0
  for line in (s .. "\n"):gmatch("([^\n]*)\n") do
    local marks, head = line:match("^(==+)%s*(.-)%s*=+%s*$")
    if marks then
      if not tail or #marks <= level then
        tail, level = TAIL[text.fold(head)] or false, #marks
      end
      line = head
    elseif line:find("^%-%-%-%-") or line:find("^__%u+__%s*$") then
      line = ""
    else
      line = line:gsub("^[*#]+%s*", "- "):gsub("^[:;]+%s*", "")
    end
    if line:find("<", 1, true) then line = line:gsub("<br */?>", " "):gsub("</?%a[^<>]*>", "") end
    line = text.squeeze(text.unescape(line))
    if line ~= "" and line ~= "-" then
      if tail then removed[#removed + 1] = line else lines[#lines + 1] = line end
    end
  end
  return table.concat(lines, "\n\n"), removed
end

-- "enwikinews-20250401-pages-articles.xml.bz2" -> "en", "wikinews"
local PROJECTS = { wiki = { "Wikipedia", "wikipedia" }, wikinews = { "Wikinews", "wikinews" }, wikivoyage = { "Wikivoyage", "wikivoyage" } }
local function site_of(name)
  for part in (name .. "/"):gmatch("([^/]*)/") do
    local lang, project = part:match("^(%l%l%l?)(wiki%l*)%-")
    if lang and PROJECTS[project] then
      return PROJECTS[project][1], lang, ("https://%s.%s.org/wiki/"):format(lang, PROJECTS[project][2])
    end
  end
end

local function child_text(node, name)
  local child = node and node:child(name)
  local s = child and text.trim(child:text())
  return s ~= "" and s or nil
end

local function parse(rec, ctx)
  local doc, err = rec:xml()
  if not doc then return false, err, "decode_error" end
  local root = doc:root()
  if root:name() ~= "page" then return nil, "no page" end
  local title, space = child_text(root, "title"), child_text(root, "ns")
  if root:child("redirect") then return nil, "a redirect" end
  if space and space ~= "0" then return nil, "a page outside the articles (namespace " .. space .. ")" end
  local revisions = root:children("revision")
  local last = revisions[#revisions]
  if not last then return nil, "a page without a revision" end
  local model = child_text(last, "model")
  if model and model ~= "wikitext" then return nil, "a page of " .. model end
  local wiki = child_text(last, "text")
  if not wiki then return false, "a page without text", "no_text" end
  if wiki:find("^#%s*%a+%s*%[%[") and #wiki < 500 then return nil, "a redirect" end

  local found = { tags = {} }
  local body, removed = plain(wiki, found)
  if body == "" then return false, "a page without text", "no_text" end
  local a = { title = title, meta = {}, from = { title = "title" } }
  a.body = body
  local source, lang, base = site_of(rec.source)
  if not source then source, lang, base = site_of(rec.name) end
  a.source = source
  a.lang = lang or text.guess_lang(body)
  a.from.lang = lang and "file name" or a.lang and "guess"
  local id = child_text(root, "id")
  if source and id then a.key = "page " .. id end
  if base and title then a.url = base .. text.replace(title, " ", "_") end
  local stamp, first = child_text(last, "timestamp"), child_text(revisions[1], "timestamp")
  if found.published then
    a.published, a.from.published = found.published, "date template"
  elseif first then
    a.published = date.parse(first)
    a.from.published = a.published and (#revisions > 1 and "first revision" or "revision")
  end
  local changed = stamp and date.parse(stamp)
  if changed and a.published and changed > a.published then a.modified, a.from.modified = changed, "revision" end
  a.tags = found.tags[1] and found.tags or nil
  a.meta.revision = child_text(last, "id")
  if removed[1] then a.meta.removed = text.truncate(table.concat(removed, "\n"), 4000) end
  return a
end

return {
  api = 1,
  kind = "ingest",
  name = "mediawiki",
  version = "1.0.0",
  summary = "XML dumps of MediaWiki: Wikinews, Wikipedia",
  match = { { root = { "mediawiki" } } },
  split = "xml:page",
  parse = parse,
}
