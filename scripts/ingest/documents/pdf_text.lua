-- PDF: lines with their places on pages, put together into paragraphs again.
--
-- What stands at the same edge of page after page (the paper's name, page numbers) is no part
-- of the text and goes to `removed`. Lines are one paragraph until the space between them,
-- their height, an indent or a short line that ends a sentence says otherwise; so are the last
-- of a page and the first of the next. A word that a line end has hyphenated is one again.
local page = require "page"

local pdf_text = {}

local EDGE = 0.12 -- of a page's height, where running heads and feet stand
local DIGITS = "%d+"

local function ends_sentence(s)
  return s:find("[.!?:]$") or s:find("[.!?]['\")]$") or s:find("[.!?]\u{201d}$") or s:find("[.!?]\u{bb}$") or
         s:find("\u{3002}$") or s:find("\u{ff01}$") or s:find("\u{ff1f}$") or s:find("\u{2026}$") or
         s:find("\u{300d}$")
end

-- A page number and nothing else: "3", "- 3 -", "Page 3 of 7", "3/7", "Seite 3".
local function is_number(s)
  return s:find("^[-\u{2013}\u{2014} ]*%d+[-\u{2013}\u{2014} ]*$") or s:find("^%a+%.? %d+$") or
         s:find("^%a+ %d+ %a+ %d+$") or s:find("^%d+ ?/ ?%d+$") or s:find("^%d+ of %d+$")
end

local function at_edge(line, p)
  return line.y + line.h < p.height * EDGE or line.y > p.height * (1 - EDGE)
end

-- Marks the lines that run through the pages; gives each wording once.
local function running(pages)
  local seen, removed, told = {}, {}, {}
  for n, p in ipairs(pages) do
    local here = {}
    for _, line in ipairs(p) do
      if at_edge(line, p) and #line.text < 200 then
        local key = text.squeeze((line.text:gsub(DIGITS, "#")))
        if not here[key] then
          here[key] = true
          seen[key] = (seen[key] or 0) + 1
        end
      end
    end
  end
  -- On half of the pages, and on two at least; left and right pages may differ.
  local enough = math.max(2, math.ceil(#pages * 0.4))
  for _, p in ipairs(pages) do
    for i, line in ipairs(p) do
      if at_edge(line, p) and #line.text < 200 then
        local s = text.squeeze(line.text)
        local key = s:gsub(DIGITS, "#")
        if seen[key] >= enough or is_number(s) and (i == 1 or i == #p) then
          line.out = true
          if not told[key] and not is_number(s) then
            told[key] = true
            removed[#removed + 1] = s
          end
        end
      end
    end
  end
  return removed
end

-- The value that a share of the list does not exceed.
local function quantile(list, share)
  if not list[1] then return nil end
  table.sort(list)
  return list[math.max(1, math.ceil(#list * share))]
end

-- The right edge of the column that a line stands in.
local function right_edge(lines, line)
  local right = line.x + line.w
  for _, other in ipairs(lines) do
    if math.abs(other.x - line.x) < 3 * line.h then right = math.max(right, other.x + other.w) end
  end
  return right
end

-- The words that have a hyphen of their own, within a line: "well-known".
local function compounds(pages)
  local set = {}
  for _, p in ipairs(pages) do
    for _, line in ipairs(p) do
      if line.text:find("%a%-%a") then
        for word in line.text:gmatch("[%a\x80-\xff]+%-[%a\x80-\xff]+") do set[word:lower()] = true end
      end
    end
  end
  return set
end

-- Two lines of a paragraph as one.
local function join(a, b, hyphened)
  local word = a:match("[%a\x80-\xff]+%-$") or a:match("\u{ad}$")
  if word and (b:find("^%l") or b:find("^[\xc3\xd0\xd1]")) then
    if hyphened[(word .. (b:match("^[%a\x80-\xff]+") or "")):lower()] then return a .. b end
    return (a:gsub("\u{ad}$", ""):gsub("%-$", "")) .. b
  end
  local last = a:match("[\xc0-\xff][\x80-\xbf]*$")
  local first = b:match("^[\xc0-\xff][\x80-\xbf]*")
  local function unspaced(c)
    local code = c and utf8.codepoint(c)
    return code and (code >= 0x3040 and code <= 0x30ff or code >= 0x4e00 and code <= 0x9fff or code >= 0x3001 and code <= 0x3002)
  end
  if unspaced(last) and unspaced(first) then return a .. b end
  return a .. " " .. b
end

local function paragraphs(pages)
  local list, heights, big, big_text = {}, {}, 0, nil
  local current, before = nil, nil
  local hyphened = compounds(pages)
  local steps = {}
  for _, p in ipairs(pages) do
    local last
    for _, line in ipairs(p) do
      if not line.out and text.trim(line.text) ~= "" then
        for _ = 1, math.min(#line.text // 20, 10) do heights[#heights + 1] = line.h end
        if last and line.y - last.y > 0.8 * line.h and line.y - last.y < 3 * line.h then steps[#steps + 1] = line.y - last.y end
        last = line
      end
    end
  end
  local body_height = quantile(heights, 0.5) or 10
  -- From line to line within a paragraph; steps between paragraphs are larger and may be many.
  local step = quantile(steps, 0.25) or 1.3 * body_height
  for n, p in ipairs(pages) do
    local lines = {}
    for _, line in ipairs(p) do
      line.text = text.squeeze(line.text)
      if not line.out and line.text ~= "" then lines[#lines + 1] = line end
    end
    for i, line in ipairs(lines) do
      local s = line.text
      local new = not current
      if current and i > 1 then
        local gap = line.y - before.y
        if math.abs(line.h - before.h) > 0.2 * math.max(line.h, before.h) then
          new = true
        elseif gap < -0.5 * body_height then -- the next column: as the next page
          new = ends_sentence(before.text) and not s:find("^%l")
        elseif gap > 1.4 * step then
          new = true
        elseif math.abs(gap) < 0.3 * line.h then -- the same line, further on
          new = false
        elseif line.x > before.x + 0.8 * line.h and line.x < before.x + 6 * line.h and ends_sentence(before.text) then
          new = true -- an indent
        elseif ends_sentence(before.text) and
               before.x + before.w < right_edge(lines, before) - math.max(4 * line.h, 0.12 * (right_edge(lines, before) - before.x)) then
          new = true -- a short line
        end
      elseif current then -- the first of a page
        new = ends_sentence(before.text) and not s:find("^%l") or math.abs(line.h - before.h) > 0.2 * math.max(line.h, before.h)
      end
      if new then
        if current then list[#list + 1] = current end
        current = s
      else
        current = join(current, s, hyphened)
      end
      -- The largest lines of the first page are its title.
      if n == 1 and #s >= 8 then
        if line.h > big * 1.05 then
          big, big_text = line.h, s
        elseif math.abs(line.h - big) <= 0.05 * big and before and not new then
          big_text = current
        end
      end
      before = line
    end
  end
  if current then list[#list + 1] = current end
  if big < 1.2 * body_height then big_text = nil end
  return table.concat(list, "\n\n"), big_text
end

-- What the metadata packet says.
local function from_xmp(s)
  local doc = s and xml.parse(s)
  if not doc then return {} end
  local function items(name)
    local node = doc:find(name)
    if not node then return nil end
    local list = {}
    for _, li in ipairs(node:all("li")) do
      local one = text.squeeze(li:text())
      if one ~= "" then list[#list + 1] = one end
    end
    if not list[1] and text.squeeze(node:text()) ~= "" then list[1] = text.squeeze(node:text()) end
    return list[1] and list or nil
  end
  local function when(name)
    local value
    for _, node in ipairs(doc:all("Description")) do value = value or node:attr(name) end
    local node = not value and doc:find(name)
    value = value or node and node:text()
    return value and date.parse(text.squeeze(value), { year = true, month = true })
  end
  local title, description, lang = items("title"), items("description"), items("language")
  return { title = title and title[1], authors = items("creator"), keywords = items("subject"),
           subject = description and description[1], lang = lang and lang[1], created = when("CreateDate"),
           modified = when("ModifyDate") }
end

-- -> text, about; or nil, message, code
function pdf_text.read(bytes)
  local doc, err = pdf.parse(bytes)
  if not doc then return nil, err, "decode_error" end
  local removed = running(doc.pages)
  local body, biggest = paragraphs(doc.pages)
  if #text.trim(body) == 0 then
    return nil, ("a PDF document without text: %d pages of pictures, perhaps a scan"):format(#doc.pages), "no_text"
  end
  local x = from_xmp(doc.xmp)
  return body, {
    styled = biggest,
    title = page.good_title(x.title) or doc.title,
    authors = x.authors or page.list(doc.author),
    keywords = x.keywords or page.list(doc.keywords),
    subject = x.subject or doc.subject,
    lang = x.lang,
    created = x.created or doc.created,
    modified = x.modified or doc.modified,
    removed = removed[1] and table.concat(removed, "\n") or nil,
    cut = doc.cut,
  }
end

return pdf_text
