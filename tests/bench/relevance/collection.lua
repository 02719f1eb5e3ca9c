-- SPDX-License-Identifier: MIT
-- collection.lua cranfield|cisi FOLDER OUT - a SMART collection as plain tables
--
-- OUT/docs.tsv    number, title, text; one line a document
-- OUT/topics.tsv  number, words; topics that have a judgement, in their order
-- OUT/qrels       number 0 document gain, as trec_eval reads it
--
-- Cranfield's cranqrel numbers the topics by their place in cran.qry, not by the number that
-- stands there, and grades 1 (a complete answer) to 4 (of least interest): gain 5 - grade. -1 is
-- of no interest: gain 0. CISI's judgements have no grades: gain 1; its topics are the title, where
-- there is one, and the text.
local name, folder, out = table.unpack(arg)

local function smart(path)
  local list, record, field = {}, nil, nil
  for line in assert(io.open(path)):lines() do
    line = line:gsub("\r$", "")
    local number, mark = line:match("^%.I (%d+)%s*$"), line:match("^%.([TABWXNCK])%s*$")
    if number then
      record, field = { number = tonumber(number) }, nil
      list[#list + 1] = record
    elseif mark then
      field = mark
    elseif record and field then
      record[field] = (record[field] or "") .. line .. " "
    end
  end
  return list
end

-- Blanks for control characters; bytes above ASCII are blanks, too: there are three.
local function clean(s) return ((s or ""):gsub("[^\32-\126]", " "):gsub("%s+", " ")) end

-- Lower case, so that no word is an operator; letters, digits, and ' within a word. A hyphen
-- is a blank: some of the engines would look for a phrase, and a question asks for none.
local function words(s)
  local list = {}
  for w in clean(s):lower():gmatch("[%w']+") do
    w = w:gsub("^'+", ""):gsub("'+$", "")
    if w ~= "" then list[#list + 1] = w end
  end
  return table.concat(list, " ")
end

local docs, topics, judged = nil, nil, {}
local qrels = assert(io.open(out .. "/qrels", "w"))
local function judge(topic, doc, gain)
  qrels:write(("%d 0 %d %d\n"):format(topic, doc, gain))
  judged[tonumber(topic)] = true
end

if name == "cranfield" then
  docs, topics = smart(folder .. "/cran.all.1400"), smart(folder .. "/cran.qry")
  for i, t in ipairs(topics) do t.number = i end
  for line in assert(io.open(folder .. "/cranqrel")):lines() do
    local topic, doc, grade = line:match("^%s*(%d+)%s+(%d+)%s+(-?%d+)")
    grade = tonumber(grade)
    judge(topic, doc, grade >= 1 and grade <= 4 and 5 - grade or 0)
  end
else
  docs, topics = smart(folder .. "/CISI.ALL"), smart(folder .. "/CISI.QRY")
  for line in assert(io.open(folder .. "/CISI.REL")):lines() do
    local topic, doc = line:match("^%s*(%d+)%s+(%d+)")
    if topic then judge(topic, doc, 1) end
  end
end
qrels:close()

local file = assert(io.open(out .. "/docs.tsv", "w"))
for _, d in ipairs(docs) do
  file:write(("%d\t%s\t%s\n"):format(d.number, clean(d.T), clean(d.W)))
end
file:close()
file = assert(io.open(out .. "/topics.tsv", "w"))
for _, t in ipairs(topics) do
  if judged[t.number] then
    file:write(("%d\t%s\n"):format(t.number, words((t.T or "") .. " " .. (t.W or ""))))
  end
end
file:close()
