-- Exports of news databases: many articles in one text, each with a head and a tail of labels.
--
-- Four shapes are known: two of Nexis (nexis.lua), two of Factiva (factiva.lua). Which it is, and
-- where each article begins and ends, is told here. Labels may be in several languages.
local nexis = require "nexis"
local factiva = require "factiva"

local exports = {}

local trim = text.trim

local function lines_of(s)
  local list = {}
  for line in tostring(s):gmatch("([^\n]*)\n?") do
    list[#list + 1] = (line:gsub("[\r\f]", ""))
    if #list > 400000 then break end
  end
  return list
end

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
      if nexis.is_count(line) then counts = counts + 1 end
      if nexis.is_end(t) then ends = ends + 1 end
      if nexis.is_body(t) then heads = heads + 1 end
      if factiva.document_of(line) then documents = documents + 1 end
      if factiva.word_count(t) then words = words + 1 end
      if nexis.has_label(line) then labels = labels + 1 end
    end
    local code = #line < 2000 and factiva.code_of(line)
    if code then codes[code] = true end
  end
  if counts > 0 and labels > 0 then return "nexis-classic" end
  if (ends > 0 or cut) and heads > 0 and labels >= 2 then return "nexis-uni" end
  if codes.HD and codes.PD and codes.SN and (codes.LP or codes.TD) then return "factiva-codes" end
  if (documents > 0 or cut and s:find("[Ff]activa")) and words > 0 then return "factiva" end
end

-- Each kind of export into its articles: add(article, or nil for what is none).
local CUTS = {}

CUTS["nexis-classic"] = function(lines, add)
  local from
  for i = 1, #lines + 1 do
    if i > #lines or nexis.is_count(lines[i]) then
      if from then add(nexis.classic(lines, from, i - 1)) end
      from = i + 1
    end
  end
end

CUTS["nexis-uni"] = function(lines, add)
  local from = 1
  for i = 1, #lines + 1 do
    if i > #lines or nexis.is_end(trim(lines[i])) then
      local any = false
      for k = from, i - 1 do any = any or trim(lines[k]) ~= "" end
      if any and (i <= #lines or from == 1) then add(nexis.uni(lines, from, i - 1)) end
      from = i + 1
    end
  end
end

-- SE and CLM may stand before HD, with which an article begins.
CUTS["factiva-codes"] = function(lines, add)
  local from
  for i = 1, #lines + 1 do
    if i > #lines or factiva.code_of(lines[i]) == "HD" then
      local begins = i
      while i <= #lines and begins > 1 and (factiva.code_of(lines[begins - 1]) == "SE" or factiva.code_of(lines[begins - 1]) == "CLM") do
        begins = begins - 1
      end
      if from then add(factiva.codes(lines, from, begins - 1)) end
      from = begins
    end
  end
end

CUTS.factiva = function(lines, add)
  local from = 1
  for i = 1, #lines do
    local number = factiva.document_of(lines[i])
    if number then
      add(factiva.shown(lines, from, i - 1, number))
      from = i + 1
    end
  end
end

-- The articles of the text, at most a thousand; or nil and why there are none.
function exports.articles(body, kind)
  local list, failed = {}, 0
  CUTS[kind](lines_of(body), function(a)
    if a then list[#list + 1] = a else failed = failed + 1 end
  end)
  if not list[1] then return nil, "an export of " .. kind .. " in which no article was found" end
  if failed > 0 then log.warn(("%d parts of the export were no articles"):format(failed)) end
  return list
end

return exports
