-- Tables: CSV and TSV, one row is one article.
--
-- What a table says of itself is little, so it is looked at first: charset, separator and
-- quotes, which row names the columns, and which column is what. Names count most
-- (text.field knows those of eleven languages); --map decides over them; where no name says it,
-- the columns' values do: the longest texts, dates, addresses. `import --dry-run` tells what was
-- taken for what. A column that is none of our fields is kept in `meta`.

local SEPARATORS = { ",", ";", "\t", "|" }
local ROWS = 200
local HEADER_WITHIN = 10 -- rows; above the names exports write what they are
local TEXT_MIN = 150 -- bytes on average that make a column a text by its looks
local SENTENCE_MIN = 50 -- ... that make it one where its values end as sentences do
local META_MAX, META_COLUMNS = 500, 30

local NOTHING = { [""] = true, None = true, null = true, NULL = true, NaN = true, nan = true, ["N/A"] = true, ["\\N"] = true }

local function cell(s)
  if not s then return nil end
  s = tostring(text.trim(s))
  if not NOTHING[s] then return s end
end

-- -- looking at a table ------------------------------------------------------------------------

-- Rows of the sample with these marks, and how good they are: the share that have as many
-- columns as most.
local function try(sample, sep, quote)
  local rows, count = {}, {}
  local ok = pcall(function()
    for row in csv.rows(sample, { sep = sep, quote = quote }) do
      rows[#rows + 1] = row
      count[#row] = (count[#row] or 0) + 1
      if #rows == ROWS then break end
    end
  end)
  local most, columns = 0, 1
  for n, times in pairs(count) do
    if n > 1 and (times > most or times == most and n > columns) then most, columns = times, n end
  end
  if columns < 2 then return rows, 0, 1 end
  -- Behind the commas of prose there is a blank, behind those of tables there rarely is.
  local cells, blank = 0, 0
  for _, row in ipairs(rows) do
    for i = 2, #row do
      cells = cells + 1
      if row[i]:find("^ ") then blank = blank + 1 end
    end
  end
  local score = most / #rows - 0.5 * blank / math.max(cells, 1)
  if not ok then score = score - 0.3 end -- a quote that is never closed
  return rows, score, columns
end

-- Does the row name columns? Gives how many of its cells are names that we know.
local function names_in(row)
  local n, seen = 0, {}
  for i = 1, #row do
    local field = #row[i] < 80 and text.field(row[i])
    if field and not seen[field] then
      seen[field] = true
      n = n + 1
    end
  end
  return n
end

local function is_number(s)
  return s:find("^[-+]?[%d.,]+$") ~= nil and not s:find("^[0-3]?%d%.[01]?%d%.[12]%d%d%d$") -- 06.04.2025
end

-- Are these cells words, as names are, while those below are not?
local function looks_like_header(row, below)
  local seen = {}
  for i = 1, #row do
    local s = cell(row[i])
    if not s or #s > 40 or is_number(s) or s:find("^https?:") or date.parse(s, { dayfirst = true, any = true }) or seen[s] then
      return false
    end
    seen[s] = true
  end
  for i = 1, #row do
    local s = below and cell(below[i])
    if s and (#s > 60 or is_number(s) or s:find("^https?:") or date.parse(s, { dayfirst = true, any = true })) then return true end
  end
  return false
end

-- What --map calls a column: its name, its name in other case, its number.
local function column_of(path, names, columns)
  for i, name in ipairs(names) do if name == path then return i end end
  for i, name in ipairs(names) do if text.same(name, path) then return i end end
  local n = math.tointeger(tonumber(path))
  if n and n >= 1 and n <= (columns or n) then return n end
end

-- The first field, by its name, that --map looks for in a column which is not there. Pointers
-- are meant for JSON.
local function lacking(map, names, columns)
  local fields = {}
  for field, path in pairs(map or {}) do
    if path ~= "" and not path:find("^/") and not column_of(path, names, columns) then
      fields[#fields + 1] = field
    end
  end
  table.sort(fields)
  return fields[1]
end

-- "03/04/2025": which comes first is told by the others of its column. With dots, where no
-- other speaks against it, it is the day: that is how those write who put dots there.
local function order_of(values)
  local day, month, any, dots = false, false, false, true
  for _, s in ipairs(values) do
    local a, mark, b = s:match("^(%d%d?)([/.-])(%d%d?)[/.-]%d%d%d?%d?")
    if a then
      any = true
      if mark ~= "." then dots = false end
      if tonumber(a) > 12 then day = true end
      if tonumber(b) > 12 then month = true end
    end
  end
  if day and not month then return { dayfirst = true }, " (day first)" end
  if month and not day then return { monthfirst = true }, " (month first)" end
  if any and dots then return { dayfirst = true }, " (day first, as with dots)" end
  if any then return {}, " (day or month first? not clear from the table)" end
  return {}, ""
end

local function when(s, order)
  local n = s:match("^%d+$") and math.tointeger(tonumber(s))
  if n and n >= 100000000 and not s:match("^[12]%d%d%d[01]%d[0-3]%d$") and #s < 17 and #s ~= 14 then
    if n >= 100000000000000 then n = n // 1000000
    elseif n >= 100000000000 then n = n // 1000 end
    return n < 4200000000 and date.new(n) or nil
  end
  order.month, order.year = true, true
  return (date.parse(s, order))
end

-- The shape of a column's values.
local function shape_of(rows, i)
  local n, bytes, dates, links, spaces, sentences, distinct, seen = 0, 0, 0, 0, 0, 0, 0, {}
  for _, row in ipairs(rows) do
    local s = cell(row[i])
    if s then
      n = n + 1
      bytes = bytes + #s
      if #s < 60 and not is_number(s) and date.parse(s, { dayfirst = true, any = true }) then dates = dates + 1 end
      if s:find("^https?://%S+$") then links = links + 1 end
      if s:find("%s") or s:find("[\xe3-\xed]") then spaces = spaces + 1 end
      if s:find("[.!?][\"')]*$") or s:find("\u{3002}$") then sentences = sentences + 1 end
      if not seen[s] then
        seen[s] = true
        distinct = distinct + 1
      end
    end
  end
  if n == 0 then return { mean = 0, dates = 0, links = 0, spaces = 0, sentences = 0, distinct = 0 } end
  return {
    mean = bytes / n, dates = dates / n, links = links / n, spaces = spaces / n,
    sentences = sentences / n, distinct = distinct / n,
  }
end

-- Which column is which field: columns[field] = number, how[field] = in words.
local function assign(names, rows, columns_n, map)
  local columns, how, taken = {}, {}, {}
  local ignored = {}
  for field, path in pairs(map or {}) do
    if field == "author" then field = "authors" elseif field == "tag" then field = "tags" end
    if path == "" then
      ignored[field] = true
    else
      local i = column_of(path, names, columns_n)
      if i then
        columns[field], taken[i] = i, true
        how[field] = (names[i] or "") ~= "" and names[i] or "column " .. i
      end
    end
  end
  local rank = {}
  for i = 1, columns_n do
    local field, r = text.field(names[i] or "")
    if field and not taken[i] and not ignored[field] and not (map and columns[field] and not rank[field]) and
       (not rank[field] or r < rank[field]) then
      columns[field], how[field], rank[field] = i, names[i], r
    end
  end
  for field in pairs(rank) do taken[columns[field]] = true end

  local shapes = {}
  for i = 1, columns_n do if not taken[i] then shapes[i] = shape_of(rows, i) end end
  local function by_looks(field, words, good)
    if columns[field] or ignored[field] then return end
    local best, value
    for i = 1, columns_n do
      local v = shapes[i] and not taken[i] and good(shapes[i])
      if v and (not value or v > value) then best, value = i, v end
    end
    if best then
      columns[field], taken[best] = best, true
      how[field] = ("%s (%s)"):format(names[best] ~= "" and names[best] or "column " .. best, words)
    end
  end
  by_looks("url", "addresses", function(s) return s.links >= 0.9 and 1 end)
  by_looks("published", "dates", function(s) return s.dates >= 0.9 and 1 end)
  by_looks("body", "the longest texts", function(s) return s.mean >= TEXT_MIN and s.spaces > 0.5 and s.mean end)
  local function short_text(s)
    return s.mean >= 12 and s.mean < TEXT_MIN and s.spaces > 0.6 and s.distinct > 0.8 and s.links < 0.1 and
           s.dates < 0.5 and s.mean
  end
  -- Beside headlines, what ends as sentences do is the text, short as it is.
  local n = 0
  for i = 1, columns_n do if shapes[i] and not taken[i] and short_text(shapes[i]) then n = n + 1 end end
  if columns.title or n > 1 then
    by_looks("body", "sentences", function(s)
      return short_text(s) and s.mean >= SENTENCE_MIN and s.sentences > 0.6 and s.mean
    end)
  end
  by_looks("title", "short texts", short_text)
  return columns, how, taken
end

local SEP_NAMES = { [","] = "commas", [";"] = "semicolons", ["\t"] = "tabs", ["|"] = "bars" }

-- What the sample is best cut by: rows, separator, quote, number of columns.
local function marks_of(sample, name, said)
  local best, m = -1, nil
  for _, sep in ipairs(said and { said } or SEPARATORS) do
    for _, quote in ipairs { '"', "\1" } do
      local rows, score, columns = try(sample, sep, quote)
      if quote == "\1" then score = score - 0.05 end
      if sep == "\t" and name:lower():find("%.t[sa][vb]$") then score = score + 0.2 end
      score = score + math.min(columns, 20) / 1000
      if score > best then best, m = score, { rows = rows, sep = sep, quote = quote, columns = columns } end
    end
  end
  return m
end

-- The number of the row of names, if there is one: of the first the one that has most names we
-- know, or that --map's words for columns are in, or that looks like one.
local function header_of(rows, columns, map, first)
  local header, known = nil, 0
  for i = 1, math.min(#rows, HEADER_WITHIN) do
    local n = names_in(rows[i])
    if n > known and (n >= 2 or i == 1 or #rows[i] == columns and n * 2 > #rows[i]) then header, known = i, n end
  end
  for i = 1, math.min(#rows, HEADER_WITHIN) do
    if header then return header end
    for _, path in pairs(map or {}) do
      if path ~= "" and not is_number(path) and column_of(path, rows[i]) then header = i end
    end
  end
  if not header and rows[first] and looks_like_header(rows[first], rows[first + 1]) then return first end
  return header
end

-- The names of the columns, "" where they have none.
local function column_names(row, columns)
  local names = {}
  for i = 1, math.max(columns, row and #row or 0) do
    names[i] = row and cell((tostring(row[i] or "")):gsub("^\xef\xbb\xbf", "")) or ""
  end
  return names
end

-- Named columns that are none of our fields: those kept in meta, by their numbers; the names of
-- these, and of those that are too many.
local function others_of(names, taken)
  local kept, meta, unused = {}, {}, {}
  for i = 1, #names do
    if not taken[i] and names[i] ~= "" then
      if #meta < META_COLUMNS then
        kept[i] = names[i]
        meta[#meta + 1] = names[i]
      else
        unused[#unused + 1] = names[i]
      end
    end
  end
  return kept, meta, unused
end

-- How each date column is to be read; what is not clear of it goes to what is told.
local function orders_of(columns, data, how)
  local order = {}
  for _, field in ipairs { "published", "modified" } do
    local i = columns[field]
    if i then
      local values = {}
      for _, row in ipairs(data) do values[#values + 1] = cell(row[i]) end
      local note
      order[field], note = order_of(values)
      how[field] = how[field] .. note
    end
  end
  return order
end

local function tell(p, header, how, meta, unused)
  local fields, parts = {}, {}
  for field in pairs(how) do fields[#fields + 1] = field end
  table.sort(fields)
  for _, field in ipairs(fields) do parts[#parts + 1] = field .. " from " .. how[field] end
  log.debug(("%s: %s, separated by %s, %s; %s%s%s"):format(p.name, p.charset, SEP_NAMES[p.sep] or p.sep,
    header and "names in row " .. header or "no names of columns", table.concat(parts, "; "),
    meta[1] and "; meta from " .. table.concat(meta, ", ") or "",
    unused[1] and "; not used: " .. table.concat(unused, ", ") or ""))
end

-- Is the column of links one of pages that many articles are on, a day's or a section's? As soon
-- as more than one row in five has the link of another that has another title.
local function links_shared(rows, at)
  if not at.url or not (at.title or at.body) then return false end
  local first, n, others = {}, 0, 0
  for _, row in ipairs(rows) do
    local link, head = cell(row[at.url]), cell(row[at.title or at.body])
    if link and head then
      n = n + 1
      first[link] = first[link] or head
      if first[link] ~= head then others = others + 1 end
    end
  end
  return others * 5 > n
end

-- All of it: what is told of the table, and what its rows are read by.
local function plan_of(name, head, complete, label, map)
  local sample = head
  if not complete then sample = sample:match("^(.*\n)") or sample end -- up to the last whole line
  local said = sample:match("^[\xef\xbb\xbf]*[sS][eE][pP]=([^\r\n])\r?\n") -- Excel's
  local m = marks_of(sample, name, said)
  if not m or not m.rows[1] then return nil end
  local rows = m.rows
  local header = header_of(rows, m.columns, map, said and 2 or 1)
  local p = { name = name, charset = label, sep = m.sep, quote = m.quote, named = header ~= nil }
  p.names = column_names(header and rows[header], m.columns)
  p.columns = #p.names
  p.lacks = lacking(map, p.names, p.columns)
  p.skip = header or said and 1 or 0
  local data = table.move(rows, p.skip + 1, #rows, 1, {})
  local how, taken
  p.at, how, taken = assign(p.names, data, p.columns, map)
  p.from = {}
  for field in pairs(p.at) do p.from[field] = how[field] end
  local meta, unused
  p.meta, meta, unused = others_of(p.names, taken)
  p.order = orders_of(p.at, data, how)
  p.links_shared = links_shared(data, p.at)
  tell(p, header, how, meta, unused)
  return p
end

-- -- rows --------------------------------------------------------------------------------------

local plan -- of the table whose rows are being read

-- The host cuts rows; what they mean is told by the first bytes of their file.
local function plan_for(rec, map)
  local head = rec.head
  local key = ("%s/%s/%d/%s"):format(rec.source, rec.name, #head, hash.xxh3(head:sub(1, 4096)))
  if plan and plan.key == key then return plan end
  plan = nil
  local label = charset.detect(head) or "utf-8"
  if label == "us-ascii" or label == "ascii" then label = "utf-8" end
  local decoded = charset.decode(head, label)
  plan = decoded and plan_of(rec.name, decoded, #head < 65536, label, map)
  if plan then plan.key = key end
  return plan
end

-- Blank lines between the paragraphs of a text whose only tags stand within them (<b>, <a>).
local function with_paragraphs(s)
  local tags = s:lower()
  if not s:find("\n%s*\n") or tags:find("<p[%s>]") or tags:find("<br[%s/>]") or tags:find("<div[%s>]") then return s end
  return "<p>" .. s:gsub("\n%s*\n%s*", "</p><p>") .. "</p>"
end

local function plain(s)
  if text.has_tags(s) then
    local doc = html.parse(with_paragraphs(s))
    s = doc and (doc:article { content = "body" }.body or doc:plain()) or s
  end
  if not s:find("\n%s*\n") then s = s:gsub("\r?\n", "\n\n") end
  return s
end

local function names(s)
  if not s then return nil end
  return text.split(s, s:find(";", 1, true) and ";" or s:find("|", 1, true) and "|" or ",")
end

-- The fields of a row into the article; get(field) is what its column says.
local function fill(a, get, order, map)
  a.url = get("url")
  a.permalink = a.url ~= nil and not plan.links_shared
  a.source = get("source")
  a.section = get("section")
  local authors = get("authors")
  a.authors = names(authors and (authors:gsub("^[Bb][Yy]:? ", "")))
  a.tags = names(get("tags"))
  a.deck = get("deck")
  if a.deck and text.has_tags(a.deck) then a.deck = html.text(a.deck) end
  for _, field in ipairs { "published", "modified" } do
    local s = get(field)
    a[field] = s and when(s, order[field] or {})
    if s and not a[field] then a.meta[field] = s end
  end
  a.lang = text.lang(get("lang"))
  -- Row numbers are keys in many tables and count from 1 in all of them.
  local key = get("key")
  if key and (map and map.key or a.source or not key:find("^%d+$")) then a.key = key end
end

-- What said so, and the columns that are none of our fields.
local function fill_meta(a, get, row)
  for field in pairs(plan.at) do
    if a[field] then a.from[field] = text.truncate(plan.from[field], 100) end
    local name = field:match("^meta%.(.+)$")
    if name then a.meta[name] = get(field) end
  end
  for i, name in pairs(plan.meta) do
    local s = cell(row[i])
    if s and #s <= META_MAX and a.meta[name] == nil then a.meta[text.truncate(name, 60)] = s end
  end
end

-- The row of the record; or nil and why there is none.
local function row_of(rec)
  if rec.index <= plan.skip then return nil, "the names of the columns" end
  local line, err = charset.decode(rec:bytes(), plan.charset)
  if not line then return false, err, "decode_error" end
  local row = csv.rows(line, { sep = plan.sep, quote = plan.quote })()
  if not row then return nil, "an empty row" end
  return row
end

local function article_of(row, map)
  local function get(field)
    local i = plan.at[field]
    return i and cell(row[i])
  end
  local a = { meta = {}, from = {} }
  local title, body = get("title"), get("body")
  if title then a.title = text.unescape(text.has_tags(title) and html.text(title) or title) end
  if body then a.body = plain(body) end
  if not title and not body then return nil, "a row without title or text" end
  fill(a, get, plan.order, map)
  fill_meta(a, get, row)
  if not a.lang then
    a.lang = text.guess_lang(a.body or a.title)
    a.from.lang = a.lang and "guess"
  end
  if a.body then
    local first, rest = text.first_line(a.body)
    if a.title and first and text.same(first, a.title) then a.body = rest end
    a.body, a.meta.removed = text.boilerplate(a.body)
    -- As of JSON: rows that only cleaning makes equal remain two.
    if not a.key and not a.permalink and text.squeeze(body) ~= text.squeeze(a.body or "") then
      a.meta.body_sha256 = hash.sha256(text.squeeze(body))
    end
  end
  return a
end

local function parse(rec, ctx)
  if rec.index > 1 and #rec.head == rec.size then -- in quarantine it was parted from its table
    return false, "a row apart from the table that names its columns: import that again", "decode_error"
  end
  local map = ctx.map
  if not plan_for(rec, map) then return nil, "no table" end
  if map and plan.lacks then
    ctx:mapped(plan.lacks, map[plan.lacks], plan.named and plan.names or {})
  elseif map then
    ctx:mapped()
  end
  local row, why, code = row_of(rec)
  if not row then return row, why, code end
  return article_of(row, map)
end

return {
  api = 1,
  kind = "ingest",
  name = "csv",
  version = "1.0.0",
  summary = "tables: CSV and TSV, a row an article",
  match = { ext = { "csv", "tsv", "tab", "psv" } },
  probe = function() return 20 end, -- a reader that knows its export comes first
  split = "csv",
  parse = parse,
}
